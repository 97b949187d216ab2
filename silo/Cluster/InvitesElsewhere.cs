namespace SystemConnector.Silo.Cluster;

/// <summary>The INVITEs that another node sets up through sockets of this one, as that node counts them: this one keeps nothing of them.</summary>
internal sealed class InvitesElsewhere
{
    private long _passedAt = long.MinValue, _askedAt = long.MinValue;
    private int _count;

    /// <summary>One went to that node, or out for it: what it counted before says nothing any more.</summary>
    public void Passed(long now) => Volatile.Write(ref _passedAt, now);

    /// <summary>That node's answer to what it was asked then. Called by one thread.</summary>
    public void Counted(long askedAt, ulong count)
    {
        if (askedAt < _askedAt) return;
        Volatile.Write(ref _count, (int)Math.Min(count, int.MaxValue / ushort.MaxValue));
        Volatile.Write(ref _askedAt, askedAt);
    }

    /// <summary>How many there are, by an answer to what was asked since then and since one passed; at least one while there is none.</summary>
    public int CountSince(long begin)
    {
        var isKnown = Volatile.Read(ref _askedAt) is var askedAt && askedAt >= begin && askedAt > Volatile.Read(ref _passedAt);
        var count = Volatile.Read(ref _count);
        return isKnown ? count : Math.Max(1, count);
    }
}
