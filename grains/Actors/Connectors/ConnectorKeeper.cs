using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Connectors;

/// <summary>
/// Makes every connector that has its home here active at start, and again every few seconds those that are not: a
/// trunk must be driven although nobody asks for it.
/// </summary>
internal sealed partial class ConnectorKeeper(
    RoutingTableFeed feed, IGrainFactory grains, ActiveConnectors active, TimeProvider time, ILogger<ConnectorKeeper> logger) : BackgroundService
{
    /// <summary>Activations under way at once: each reads the database.</summary>
    private const int MaxConcurrency = 16;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await feed.Loaded.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            var absent = feed.Current.Connectors.Where(c => HasItsHomeHere(c.Id) && !active.Contains(c.Id));
            await Parallel.ForEachAsync(absent,
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = stoppingToken },
                async (connector, _) => await Ensure(connector.Id)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(_interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The one node is the home of all. The rule that spreads connectors over several nodes belongs here and into the placement director.</summary>
    private static bool HasItsHomeHere(ConnectorId _) => true;

    private async Task Ensure(ConnectorId connector)
    {
        try
        {
            await grains.GetGrain<IConnectorGrain>(connector.Value).Ensure();
        }
#pragma warning disable CA1031 // One connector that cannot start must not keep the others from it; the next tick tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotActive(logger, connector, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Connector {Connector} could not be made active; it is tried again.")]
    private static partial void LogNotActive(ILogger logger, ConnectorId connector, Exception exception);
}
