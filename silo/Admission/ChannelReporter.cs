using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Admission;

/// <summary>
/// Tells connectors how many of their channels this node has in use, and takes over how many it may have: every five seconds, and
/// at once when it runs low. So no call waits for a grain. While a connector does not answer, what it said last holds.
/// </summary>
internal sealed partial class ChannelReporter(RoutingTableFeed routing, IGrainFactory grains, string node, TimeProvider time, ILogger<ChannelReporter> log)
    : BackgroundService, ITrunkChannels
{
    // A third of the time after which a node that does not report has nothing.
    private const int TicksPerRound = 10;
    private const int MaxConcurrency = 64;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly HashSet<ConnectorId> _reported = [];

    /// <inheritdoc/>
    public async Task<int> InUse(ConnectorId connector)
    {
        var here = routing.Current.FindConnector(connector)?.Trunk.Load.Channels ?? 0;
        var all = await grains.GetGrain<IConnectorGrain>(connector.Value).GetChannels();
        return here + all.Where(other => other.Node != node).Sum(static other => other.InUse);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        for (var tick = 0; ; tick++)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Report(isRound: tick % TicksPerRound == 0, stoppingToken);
        }
    }

    /// <summary>Reports what is due.</summary>
    internal async Task Report(bool isRound, CancellationToken cancellation)
    {
        var due = new List<ConnectorRoute>();
        if (isRound) _reported.RemoveWhere(id => routing.Current.FindConnector(id) is null);
        foreach (var connector in routing.Current.Connectors)
        {
            var load = connector.Trunk.Load;
            var isKnown = _reported.Contains(connector.Id);
            if (load.Channels == 0 && !isKnown) continue;
            if (!isRound && isKnown && !IsLow(connector)) continue;
            due.Add(connector);
            // A last report of none, then silence.
            if (load.Channels > 0) _reported.Add(connector.Id);
            else _reported.Remove(connector.Id);
        }
        if (due.Count == 0) return;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellation },
            async (connector, _) => await Report(connector)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Three quarters of what this node may have are in use, and others have the rest.</summary>
    private static bool IsLow(ConnectorRoute connector)
    {
        var load = connector.Trunk.Load;
        return load.Allotment.Nodes > 1 && load.Channels >= load.MaxChannels(connector.Limits) / 4 * 3;
    }

    private async Task Report(ConnectorRoute connector)
    {
        var load = connector.Trunk.Load;
        try
        {
            load.Allotment = await grains.GetGrain<IConnectorGrain>(connector.Id.Value).ReportChannels(new NodeChannels(node, load.Channels)).WaitAsync(Timeout, time);
        }
#pragma warning disable CA1031 // Whatever the cluster throws while it changes: the next round tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotReported(log, connector.Id, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The channels of connector {Connector} could not be reported; the next round tries again")]
    private static partial void LogNotReported(ILogger logger, ConnectorId connector, Exception exception);
}
