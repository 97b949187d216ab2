using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Hosting;

/// <summary>
/// Work beside the calls that is done again after each interval. Whatever a round fails of is logged and the next one is tried: an exception
/// that left it would end the node, and its calls with it.
/// </summary>
internal abstract partial class RepeatedService(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    private readonly PeriodicTimer _timer = new(interval, time);

    protected TimeProvider Time => time;

    protected ILogger Logger => logger;

    /// <summary>Does what is due.</summary>
    protected abstract Task Round(CancellationToken stopping);

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken)) await Try(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops: what is due is due on another one, or after its next start.
        }
    }

    private async Task Try(CancellationToken stopping)
    {
        try
        {
            await Round(stopping);
        }
        catch (StorageUnavailableException exception)
        {
            LogAway(GetType().Name, exception);
        }
#pragma warning disable CA1031 // A bug, or a fault nobody thought of, in what can wait.
        catch (Exception exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(GetType().Name, exception);
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "The database does not answer; {Service} goes on once it is back.")]
    private partial void LogAway(string service, Exception exception);

    [LoggerMessage(1002, LogLevel.Error, "A round of {Service} failed; the next one tries again.")]
    private partial void LogFailed(string service, Exception exception);
}
