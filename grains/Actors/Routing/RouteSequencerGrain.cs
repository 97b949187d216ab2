using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// Reads the change log once for all nodes and wakes those that wait. Holds the tail of the log and the trunk states in
/// memory; both can be had again, from the database and from the nodes, when the grain starts anew elsewhere.
/// </summary>
/// <remarks>All methods interleave, so state changes only between awaits.</remarks>
internal sealed partial class RouteSequencerGrain(RouteLogReader log, TimeProvider time, ILogger<RouteSequencerGrain> logger)
    : Grain, IRouteSequencerGrain
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly Guid _epoch = Guid.NewGuid();
    private readonly RouteLogTail _tail = new();
    private readonly TrunkJournal _trunks = new();
    private TaskCompletionSource _news = NewSignal();
    private bool _reading;
    private bool _readAgain;

    public async Task<RouteChanges> WaitForChanges(Guid epoch, long sequence, long trunkSequence, CancellationToken cancellation)
    {
        var known = epoch == _epoch ? trunkSequence : 0;
        // Before the first look at the log nothing can be told from it.
        if (!_tail.Known) await ReadLog();
        if (!HasNews(epoch, sequence, known))
        {
            await _news.Task.WaitAsync(_patience, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            // Nobody woke us: that rows were written may have been told to a sequencer that is no more.
            if (!HasNews(epoch, sequence, known)) await ReadLog();
        }
        return Answer(sequence, known);
    }

    public Task Committed(long sequence) => sequence > _tail.Head ? ReadLog() : Task.CompletedTask;

    public Task AnnounceTrunk(TrunkStatus status) => AnnounceTrunks([status]);

    public Task AnnounceTrunks(ImmutableArray<TrunkStatus> statuses)
    {
        var before = _trunks.Sequence;
        foreach (var status in statuses) _trunks.Add(status);
        if (_trunks.Sequence > before) Wake();
        return Task.CompletedTask;
    }

    private bool HasNews(Guid epoch, long sequence, long trunkSequence) =>
        epoch != _epoch || _trunks.Sequence > trunkSequence || (_tail.Known && _tail.Head > sequence);

    private RouteChanges Answer(long sequence, long trunkSequence) => _tail.Known
        ? new RouteChanges(_epoch, _tail.After(sequence), _trunks.After(trunkSequence), _tail.Head, _trunks.Sequence, _tail.IsBehind(sequence))
        : new RouteChanges(_epoch, [], _trunks.After(trunkSequence), sequence, _trunks.Sequence, SnapshotNeeded: false);

    /// <summary>One reader at a time; who comes meanwhile makes it look once more.</summary>
    private async Task ReadLog()
    {
        _readAgain = true;
        if (_reading) return;
        _reading = true;
        try
        {
            while (_readAgain)
            {
                _readAgain = false;
                await ReadOnce();
            }
        }
        catch (StorageUnavailableException exception)
        {
            // The next poll that ends without news tries again; nodes look at the log themselves as well.
            LogUnreadable(logger, exception);
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task ReadOnce()
    {
        var head = _tail.Known ? _tail.Head : Math.Max(0, await log.Head(CancellationToken.None) - RouteLogTail.Capacity);
        var entries = await log.After(head, RouteLogTail.Capacity, CancellationToken.None);
        if (_tail.Known && entries.IsEmpty) return;
        if (_tail.Add(head, entries)) await log.Trim(_tail.Head, CancellationToken.None);
        Wake();
    }

    private void Wake()
    {
        var waiting = _news;
        _news = NewSignal();
        waiting.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "The change log cannot be read; nodes go on with what they have.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);
}
