namespace SystemConnector.Silo.Cluster;

/// <summary>
/// Tells a sequence number that comes for the first time from one that came before, as IPsec does (RFC 4303 §3.4.3): what is older than
/// the window counts as seen. Used by one thread.
/// </summary>
internal sealed class ReplayWindow
{
    // Threads that send side by side overtake one another by a few messages, the network by some more.
    private const int Size = 4096;

    private readonly ulong[] _seen = new ulong[Size / 64];
    private ulong _last;

    /// <summary>True the first time that the number comes; 0 is none.</summary>
    public bool TryTake(ulong sequence)
    {
        if (sequence > _last)
        {
            // The places of what lies between are those of much older ones.
            if (sequence - _last >= Size) Array.Clear(_seen);
            else for (var between = _last + 1; between < sequence; between++) Bits(between) &= ~Bit(between);
            _last = sequence;
            Bits(sequence) |= Bit(sequence);
            return true;
        }
        if (_last - sequence >= Size || sequence == 0 || (Bits(sequence) & Bit(sequence)) != 0) return false;
        Bits(sequence) |= Bit(sequence);
        return true;
    }

    private ref ulong Bits(ulong sequence) => ref _seen[sequence % Size / 64];

    private static ulong Bit(ulong sequence) => 1UL << (int)(sequence % 64);
}
