namespace SystemConnector.Contracts.Events;

/// <summary>
/// What happened in the cluster lately, as this node has it in memory: bounded, in an order that all nodes share. Positions count on this
/// node alone; cursors mean the same on every node.
/// </summary>
public interface IEventLog
{
    /// <summary>The place behind the last event that this node knows.</summary>
    EventCursor Now { get; }

    /// <summary>The position of the next event.</summary>
    long End { get; }

    /// <summary>Where a reader goes on that had everything up to a cursor; null when this node does not have what followed it.</summary>
    EventPlace? Find(EventCursor after);

    /// <summary>The events from a position on, as many as are there and at most <paramref name="count"/>.</summary>
    EventsRead Read(long position, int count);

    /// <summary>Completes as soon as there is something to read at a position, if only that it is gone.</summary>
    Task Beyond(long position, CancellationToken cancellation);
}

/// <summary>Where a reader goes on.</summary>
/// <param name="Position">The position of the next event.</param>
/// <param name="RepeatsUntil">Up to here also events count that this node had before, since the reader may not have had them.</param>
/// <param name="Known">The last event of its epoch that the reader had, where this node is behind the one it comes from; null else.</param>
public readonly record struct EventPlace(long Position, long RepeatsUntil, EventCursor? Known = null)
{
    /// <summary>Whether the reader had an event that this node did not have yet.</summary>
    public bool Knows(LoggedEvent logged) => Known is { } known && logged.Cursor.Epoch == known.Epoch && logged.Cursor.Sequence <= known.Sequence;
}

/// <summary>What was read.</summary>
/// <param name="Events">The events in order.</param>
/// <param name="Next">The position behind them.</param>
/// <param name="IsGone">The log does not hold that position any more: what the reader knows may be stale.</param>
public readonly record struct EventsRead(IReadOnlyList<LoggedEvent> Events, long Next, bool IsGone);

/// <summary>An event in the log.</summary>
/// <param name="Position">Its position on this node.</param>
/// <param name="Cursor">The place behind it.</param>
/// <param name="Event">What happened; null when it is of a kind that this version does not know.</param>
/// <param name="IsRepeat">This node had it before, in an epoch that ended.</param>
public sealed record LoggedEvent(long Position, EventCursor Cursor, ClusterEvent? Event, bool IsRepeat);
