using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Events;
using SystemConnector.Grains.Events;

namespace SystemConnector.Grains.Tests.Events;

/// <summary>One node's copy of the log, fed by hand.</summary>
public sealed class EventLogTests
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly EventOptions _options = new();
    private readonly EventCodec _codec;
    private readonly EventLog _log;
    private readonly Guid _node = Guid.NewGuid();

    public EventLogTests()
    {
        _codec = new EventCodec(_services.GetRequiredService<Serializer>(), NullLogger<EventCodec>.Instance);
        _log = new EventLog(_codec, Options.Create(_options), new EventMetrics(_services.GetRequiredService<IMeterFactory>()), _time);
    }

    [Fact]
    public void Cursor_is_text_and_back_and_rubbish_is_none()
    {
        var cursor = new EventCursor(Guid.NewGuid(), 1234567890123);
        Assert.True(EventCursor.TryParse(cursor.ToString(), out var read));
        Assert.Equal(cursor, read);
        Assert.Equal(32, cursor.ToString().Length);
        foreach (var rubbish in new[] { "", "x", new string('!', 32), new string('ä', 32), cursor.ToString()[1..], cursor + "A", new EventCursor(Guid.NewGuid(), -1).ToString() })
            Assert.False(EventCursor.TryParse(rubbish, out _), rubbish);
    }

    [Fact]
    public void Reader_goes_on_after_its_cursor_within_an_epoch_and_into_the_next()
    {
        var epoch = Page(Guid.NewGuid(), 1, 1, 2, 3);
        Append(Page(epoch.Epoch, 4, 4), Page(Guid.NewGuid(), 1, 5, 6), first: epoch);

        Assert.Equal([2, 3, 4, 5, 6], After(new EventCursor(epoch.Epoch, 1)));
        Assert.Equal([1, 2, 3, 4, 5, 6], After(new EventCursor(epoch.Epoch, 0)));
        Assert.Equal([5, 6], After(new EventCursor(epoch.Epoch, 4)));
        // Another node had more of that epoch than this one.
        Assert.Equal([5, 6], After(new EventCursor(epoch.Epoch, 99)));
        Assert.Empty(After(_log.Now));
        Assert.Null(_log.Find(new EventCursor(Guid.NewGuid(), 1)));
    }

    [Fact]
    public void Reader_that_had_more_than_this_node_is_told_none_of_it_again_while_the_epoch_lasts()
    {
        var epoch = Guid.NewGuid();
        Append(first: Page(epoch, 1, 1, 2));
        var place = _log.Find(new EventCursor(epoch, 4))!.Value;
        Assert.Null(_log.Find(new EventCursor(epoch, 2))!.Value.Known);

        _log.Append(Page(epoch, 3, 3, 4, 5));
        _log.Append(Page(Guid.NewGuid(), 1, 6));
        Assert.Equal([true, true, false, false], _log.Read(place.Position, 10).Events.Select(place.Knows));
    }

    [Fact]
    public void Event_that_cannot_be_written_is_none() => Assert.Null(_codec.Write(new Unwritable()));

    [Fact]
    public void Each_event_has_the_cursor_behind_it()
    {
        var first = Page(Guid.NewGuid(), 7, 1, 2);
        var second = Page(Guid.NewGuid(), 1, 3);
        Append(second, first: first);
        var cursors = _log.Read(0, 10).Events.Select(e => e.Cursor).ToList();
        Assert.Equal([new(first.Epoch, 7), new(first.Epoch, 8), new(second.Epoch, 1)], cursors);
        Assert.Equal(cursors[^1], _log.Now);
    }

    [Fact]
    public void What_an_old_epoch_had_comes_again_as_a_repeat_for_those_alone_who_were_not_there()
    {
        var old = Page(Guid.NewGuid(), 1, 1, 2, 3);
        // Another node had only the first two, and its clients' cursors are of the new epoch before the third.
        var now = Page(Guid.NewGuid(), 1, 1, 2, 3, 4);
        Append(now, first: old);

        Assert.Equal([3, 4], After(new EventCursor(old.Epoch, 2)));
        Assert.Equal([4], After(new EventCursor(old.Epoch, 3)));
        Assert.Equal([3, 4], After(new EventCursor(now.Epoch, 2)));
        Assert.Equal([4], After(new EventCursor(now.Epoch, 3)));
    }

    [Fact]
    public void Loss_is_never_silent()
    {
        var epoch = Guid.NewGuid();
        Append(first: Page(epoch, 1, 1, 2));
        var (cursor, end) = (_log.Now, _log.End);

        // The sequencer does not reach back any more.
        _log.Append(Page(epoch, 5, 5));
        Assert.Null(_log.Find(cursor));
        Assert.True(_log.Read(end, 10).IsGone);
        Assert.Equal([6], AfterAppending(Page(epoch, 6, 6)));

        // A publisher had to leave some out.
        end = _log.End;
        _log.Append(Page(epoch, 7, 9));
        Assert.True(_log.Read(end, 10).IsGone);

        // An epoch began without this node.
        end = _log.End;
        _log.Append(Page(Guid.NewGuid(), 3, 10));
        Assert.True(_log.Read(end, 10).IsGone);
    }

    [Fact]
    public async Task Reader_that_waits_is_woken_by_an_event_and_by_a_loss()
    {
        var epoch = Guid.NewGuid();
        var waiting = _log.Beyond(_log.End, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        Append(first: Page(epoch, 1, 1));
        await waiting;
        waiting = _log.Beyond(_log.End, TestContext.Current.CancellationToken);
        _log.Append(Page(epoch, 9));
        await waiting;
    }

    [Fact]
    public void Window_is_bounded_in_count_bytes_and_age()
    {
        _options.MaxEvents = 5;
        var epoch = Guid.NewGuid();
        Append(first: Page(epoch, 1, [.. Enumerable.Range(1, 3000)]));
        Assert.Equal(5, _log.Count);
        Assert.Null(_log.Find(new EventCursor(epoch, 2994)));
        Assert.Equal([2996, 2997, 2998, 2999, 3000], After(new EventCursor(epoch, 2995)));

        _time.Advance(_options.MaxAge + TimeSpan.FromSeconds(1));
        Assert.Equal([3001], AfterAppending(Page(epoch, 3001, 3001)));
        Assert.Equal(1, _log.Count);

        _options.MaxBytes = 3 * Page(epoch, 1, 1).Events[0].Payload.Length;
        _log.Append(Page(epoch, 3002, 3002, 3003, 3004));
        Assert.InRange(_log.Count, 1, 3);
    }

    [Fact]
    public void Event_of_a_kind_that_this_version_does_not_know_is_passed_over()
    {
        var epoch = Guid.NewGuid();
        var known = Page(epoch, 1, 1, 2, 3);
        var unknown = known.Events[1] with { Payload = [0xFF, 1, 2, 3] };
        _log.Append(known with { Events = known.Events.SetItem(1, unknown) });
        Assert.Equal([1, 3], After(new EventCursor(epoch, 0)));
        // And told on as it came.
        Assert.Equal(unknown.Payload, _log.Tail(10)[1].Payload);
    }

    private List<int> AfterAppending(EventPage page)
    {
        var before = _log.Now;
        _log.Append(page);
        return After(before);
    }

    private void Append(EventPage? next = null, EventPage? last = null, EventPage? first = null)
    {
        foreach (var page in new[] { first, next, last })
            if (page is not null)
                _log.Append(page);
    }

    /// <summary>The numbers of what a reader with that cursor gets.</summary>
    private List<int> After(EventCursor cursor)
    {
        var place = _log.Find(cursor)!.Value;
        return [.. _log.Read(place.Position, 10_000).Events
            .Where(e => e.Event is not null && (!e.IsRepeat || e.Position < place.RepeatsUntil)).Select(static e => int.Parse(((TrunkStateChanged)e.Event!).Trunk.Cause))];
    }

    private EventPage Page(Guid epoch, long first, params int[] numbers) => new(epoch, first, [.. numbers.Select(n => new EventEnvelope(_node, n, _codec.Write(Event(n))!))]);

    private static TrunkStateChanged Event(int number) => new(
        SiteId.New(), DateTimeOffset.UnixEpoch, new TrunkStatus(ConnectorId.New(), TrunkState.Rejected, false, $"{number}", DateTimeOffset.UnixEpoch, null, null, "node-1"));

    /// <summary>A kind without a serializer.</summary>
    private sealed record Unwritable() : ClusterEvent(null, DateTimeOffset.UnixEpoch);
}
