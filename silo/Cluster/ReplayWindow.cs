namespace SystemConnector.Silo.Cluster;

/// <summary>What a sequence number says of its message.</summary>
internal enum SequenceAge : byte
{
    /// <summary>It comes for the first time.</summary>
    New,

    /// <summary>It came before.</summary>
    Seen,

    /// <summary>It is so old that nobody knows whether it came before.</summary>
    TooOld,
}

/// <summary>
/// Tells a sequence number that comes for the first time from one that came before, as IPsec does (RFC 4303 §3.4.3): of what is older than
/// the window nobody knows. Used by one thread.
/// </summary>
internal sealed class ReplayWindow
{
    // What is kept comes again for 1.5 s: so many messages are what one node sends to another in that time, and more.
    private const int Size = 65_536;

    private readonly ulong[] _seen = new ulong[Size / 64];
    private ulong _last;

    /// <summary>Whether the number comes for the first time; 0 is none.</summary>
    public SequenceAge Take(ulong sequence)
    {
        if (sequence > _last)
        {
            // The places of what lies between are those of much older ones.
            if (sequence - _last >= Size) Array.Clear(_seen);
            else for (var between = _last + 1; between < sequence; between++) Bits(between) &= ~Bit(between);
            _last = sequence;
            Bits(sequence) |= Bit(sequence);
            return SequenceAge.New;
        }
        if (_last - sequence >= Size || sequence == 0) return SequenceAge.TooOld;
        if ((Bits(sequence) & Bit(sequence)) != 0) return SequenceAge.Seen;
        Bits(sequence) |= Bit(sequence);
        return SequenceAge.New;
    }

    private ref ulong Bits(ulong sequence) => ref _seen[sequence % Size / 64];

    private static ulong Bit(ulong sequence) => 1UL << (int)(sequence % 64);
}
