using System.Collections.Immutable;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>The last entries of the change log, bounded. Sequences have no gaps, so an entry's place follows from its sequence.</summary>
internal sealed class RouteLogTail
{
    /// <summary>How many entries are kept.</summary>
    public const int Capacity = 10_000;

    /// <summary>Entries per answer: a node that is far behind takes several.</summary>
    private const int MaxPerAnswer = 5_000;

    /// <summary>After so many new entries the log in the database is trimmed.</summary>
    private const int TrimInterval = 1_000;

    private readonly Queue<RouteChange> _entries = new();
    private int _sinceTrim;

    /// <summary>Whether the log was read at all.</summary>
    public bool Known { get; private set; }

    /// <summary>The last sequence.</summary>
    public long Head { get; private set; }

    /// <summary>Appends what was read after a sequence. True when it is time to trim the log in the database.</summary>
    public bool Add(long after, ImmutableArray<RouteChange> entries)
    {
        Known = true;
        Head = entries.IsEmpty ? after : entries[^1].Sequence;
        foreach (var entry in entries)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > Capacity) _entries.Dequeue();
        }
        _sinceTrim += entries.Length;
        if (_sinceTrim < TrimInterval) return false;
        _sinceTrim = 0;
        return true;
    }

    /// <summary>True when entries after that sequence are no longer here.</summary>
    public bool IsBehind(long sequence) => sequence < Head - _entries.Count;

    /// <summary>The entries after a sequence, as many as go into one answer.</summary>
    public ImmutableArray<RouteChange> After(long sequence)
    {
        if (sequence >= Head || IsBehind(sequence)) return [];
        var skip = (int)(sequence - (Head - _entries.Count));
        return [.. _entries.Skip(skip).Take(MaxPerAnswer)];
    }
}
