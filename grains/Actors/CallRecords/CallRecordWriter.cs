using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.CallRecords;

/// <summary>
/// Writes parts of call records behind the calls, those of about a second in one transaction: the fewer, the less each costs. While the
/// database is away they wait, as many as the options say; then the oldest are lost and counted. Nobody ever waits for it.
/// </summary>
public sealed partial class CallRecordWriter : BackgroundService
{
    // Some ten milliseconds of work: more would hold other writers of an SQLite file up.
    private const int MaxBatch = 2000;

    // Parts that cannot be written, of one batch, before the rest is given up.
    private const int MaxOdd = 16;

    // What a node that dies takes with it.
    private static readonly TimeSpan _gather = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1), _lastWords = TimeSpan.FromSeconds(5);

    private readonly CallRecordStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<CallRecordWriter> _log;
    private readonly Channel<CallPart> _waiting;
    private readonly CancellationTokenSource _closing = new(), _giveUp = new();
    private long _written, _lost;

    internal CallRecordWriter(CallRecordStore store, IOptions<CallOptions> options, TimeProvider time, ILogger<CallRecordWriter> log)
    {
        _store = store;
        _time = time;
        _log = log;
        IsOn = options.Value.Records;
        _waiting = Channel.CreateBounded<CallPart>(
            new BoundedChannelOptions(options.Value.MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Lose(1));
    }

    /// <summary>Whether calls are recorded.</summary>
    public bool IsOn { get; }

    /// <summary>How many parts were written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>How many parts were lost because too many waited, or could not be written.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>How many parts wait.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Takes a part in, without waiting.</summary>
    public void Add(CallPart part)
    {
        if (IsOn && !_waiting.Writer.TryWrite(part)) Lose(1);
    }

    /// <summary>Counts parts that were lost before they came here.</summary>
    public void Lose(int parts) => Interlocked.Add(ref _lost, parts);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Runs until the channel is closed and empty, so that what waits while the node stops is written.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (Waiting < MaxBatch) await Task.Delay(_gather, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var batch = new List<CallPart>();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var part)) batch.Add(part);
            while (!await TryWrite(batch))
            {
                await Task.Delay(_pause, _time, _giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!_giveUp.IsCancellationRequested) continue;
                Lose(batch.Count + _waiting.Reader.Count);
                return;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync();
        using var bound = _time.CreateTimer(static give => ((CancellationTokenSource)give!).Cancel(), _giveUp, _lastWords, Timeout.InfiniteTimeSpan);
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _closing.Dispose();
        _giveUp.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// Writes the batch and takes out of it what is done with. False when the database is away: then the rest is tried again. A part that
    /// cannot be written is found by halves, so that it does not take those of other calls along.
    /// </summary>
    private async Task<bool> TryWrite(List<CallPart> batch)
    {
        var (size, odd) = (batch.Count, 0);
        while (batch.Count > 0)
        {
            var some = batch.GetRange(0, Math.Min(size, batch.Count));
            try
            {
                await _store.Write(some);
                Interlocked.Add(ref _written, some.Count);
                size = some.Count * 2;
            }
            catch (StorageUnavailableException exception)
            {
                LogAway(exception, batch.Count + Waiting);
                return false;
            }
#pragma warning disable CA1031 // A bug in how it is written must not end the records of all calls after it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                size = some.Count / 2;
                if (size > 0) continue;
                // So many are no oddity of calls.
                if (++odd == MaxOdd) some = batch.GetRange(0, batch.Count);
                Lose(some.Count);
                LogLost(exception, some.Count);
                size = 1;
            }
            batch.RemoveRange(0, some.Count);
        }
        return true;
    }

    [LoggerMessage(1, LogLevel.Debug, "The database does not answer; {Count} parts of call records wait.")]
    private partial void LogAway(Exception exception, int count);

    [LoggerMessage(2, LogLevel.Error, "{Count} parts of call records cannot be written and are lost.")]
    private partial void LogLost(Exception exception, int count);
}
