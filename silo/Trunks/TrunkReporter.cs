using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Tells a trunk's state to its connector, one report at a time. The latest state wins: what was overtaken is not sent, and
/// what could not be sent is sent again until it is overtaken or through.
/// </summary>
internal sealed partial class TrunkReporter(TrunkEnvironment environment)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1), LongestRetry = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private TrunkStatus? _latest;
    private bool _isSending, _isClosed;

    /// <summary>Has a state told, even when it is the same as before.</summary>
    public void Publish(TrunkStatus status)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _latest = status;
            if (_isSending) return;
            _isSending = true;
        }
        // Out of the grain's turn that this may be called in.
        environment.Post(() => _ = Send());
    }

    /// <summary>Nothing more is told.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }

    private async Task Send()
    {
        var wait = FirstRetry;
        while (Take() is { } status)
        {
            try
            {
                await environment.Report(status);
                wait = FirstRetry;
                continue;
            }
#pragma warning disable CA1031 // Whatever the cluster throws while it changes: the state has to be known in the end.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(environment.Logger, exception, status.Connector.Value, wait);
            }
            await Task.Delay(wait, environment.Time);
            wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry;
            Return(status);
        }
    }

    private TrunkStatus? Take()
    {
        lock (_lock)
        {
            var status = _isClosed ? null : _latest;
            _latest = null;
            _isSending = status is not null;
            return status;
        }
    }

    private void Return(TrunkStatus status)
    {
        lock (_lock) _latest ??= status;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of connector {Connector}'s trunk could not be reported; next try in {Wait}")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid connector, TimeSpan wait);
}
