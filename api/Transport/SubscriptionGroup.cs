using System.Collections.Immutable;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.Transport;

/// <summary>
/// The subscriptions whose answers are the same: one task makes each answer once and hands it to all. Who has no room for it leaves,
/// and comes back when it has caught up by itself.
/// </summary>
internal sealed class SubscriptionGroup : IDisposable
{
    /// <summary>Events per round.</summary>
    public const int ReadSize = 256;

    private readonly IEventLog _log;
    private readonly Func<CancellationToken, Task<EventRenderer>> _open;
    private readonly TimeSpan _interval;
    private readonly Func<long> _budget;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<Answer> _history = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;
    private ImmutableArray<Member> _members = [];
    private long _historyBytes;
    // Answers from here on are in the history, and those before the next one were handed out.
    private long _from, _next;
    private Exception? _failure;

    /// <param name="log">The events.</param>
    /// <param name="open">Begins the operation.</param>
    /// <param name="interval">How long events are gathered.</param>
    /// <param name="budget">How many bytes of answers may be kept for those who catch up.</param>
    /// <param name="time">The time.</param>
    public SubscriptionGroup(IEventLog log, Func<CancellationToken, Task<EventRenderer>> open, TimeSpan interval, Func<long> budget, TimeProvider time)
    {
        (_log, _open, _interval, _budget, _time) = (log, open, interval, budget, time);
        _ended = _ending.Token;
        _from = _next = log.End;
        _ = Run();
    }

    /// <summary>How many subscriptions rely on it; kept by its owner.</summary>
    public int Leases { get; set; }

    /// <summary>Takes a subscription in that had everything before a position; null when it must catch up first.</summary>
    public Member? TryJoin(long position, IAnswers answers)
    {
        lock (_lock)
        {
            if (_failure is not null) throw _failure;
            if (position < _next) return null;
            var member = new Member(position, answers);
            _members = _members.Add(member);
            return member;
        }
    }

    public void Leave(Member member)
    {
        lock (_lock) _members = _members.Remove(member);
    }

    /// <summary>Answers from a position on that were made already; null when they are not kept.</summary>
    public (ReadOnlyMemory<Answer> Answers, long Next)? TryTake(long position, int count)
    {
        lock (_lock)
        {
            if (position < _from || position >= _next) return null;
            var first = _history.BinarySearch(new Answer(position, []), ByPosition.Instance);
            if (first < 0) first = ~first;
            var taken = _history.GetRange(first, Math.Min(count, _history.Count - first)).ToArray();
            return (taken, first + taken.Length < _history.Count ? taken[^1].Position + 1 : _next);
        }
    }

    /// <summary>Ends the operation.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task Run()
    {
        try
        {
            using var renderer = await _open(_ended);
            while (true)
            {
                await _log.Beyond(_next, _ended);
                var began = _time.GetTimestamp();
                var read = _log.Read(_next, ReadSize);
                if (read.IsGone) throw new EventsGone();
                var answers = new List<Answer>(read.Events.Count);
                await renderer.Render(read.Events, repeatsUntil: 0, answers, _ended);
                HandOut([.. answers], read.Next);
                // More events wait when the round was full; else those that come soon go together, for each round costs each member a write.
                if (read.Events.Count == ReadSize || _interval == TimeSpan.Zero) continue;
                var rest = _interval - _time.GetElapsedTime(began);
                if (rest > TimeSpan.Zero) await Task.Delay(rest, _time, _ended);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Nobody is left.
        }
#pragma warning disable CA1031 // Whatever it is, the members tell it to their clients.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_lock) _failure = exception;
            foreach (var member in _members) member.Fail(exception);
        }
    }

    private void HandOut(Answer[] answers, long next)
    {
        ImmutableArray<Member> members;
        lock (_lock)
        {
            _next = next;
            Keep(answers);
            members = _members;
        }
        foreach (var member in members)
            if (!member.Take(answers, next))
                Leave(member);
    }

    private void Keep(Answer[] answers)
    {
        _history.AddRange(answers);
        foreach (var answer in answers) _historyBytes += answer.Json.Length;
        var budget = _budget();
        if (_historyBytes <= budget) return;
        // A quarter more than needed, so that the rest is not moved with each round.
        var gone = 0;
        for (; gone < _history.Count && _historyBytes > budget - budget / 4; gone++) _historyBytes -= _history[gone].Json.Length;
        _from = gone == _history.Count ? _next : _history[gone].Position;
        _history.RemoveRange(0, gone);
    }

    /// <summary>A subscription that has all answers so far.</summary>
    internal sealed class Member(long position, IAnswers answers)
    {
        private readonly TaskCompletionSource<long> _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _position = position;

        /// <summary>Completes when it has to catch up, with the position from which on.</summary>
        public Task<long> Leaving => _leaving.Task;

        public bool Take(Answer[] made, long next)
        {
            var skipped = 0;
            while (skipped < made.Length && made[skipped].Position < _position) skipped++;
            if (skipped < made.Length && !answers.TryNext(made.AsMemory(skipped)))
            {
                _leaving.TrySetResult(_position);
                return false;
            }
            _position = Math.Max(_position, next);
            return true;
        }

        public void Fail(Exception exception) => _leaving.TrySetException(exception);
    }

    private sealed class ByPosition : IComparer<Answer>
    {
        public static ByPosition Instance { get; } = new();

        public int Compare(Answer x, Answer y) => x.Position.CompareTo(y.Position);
    }
}
