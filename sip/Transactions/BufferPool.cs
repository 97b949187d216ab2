namespace SystemConnector.Sip.Transactions;

/// <summary>
/// Buffers for what transactions keep for their 32 seconds. Part of a shard, used under its lock: renting is a pop.
/// Kept buffers live in the oldest generation, so that the collector neither copies nor scans them.
/// </summary>
internal sealed class BufferPool
{
    // 256, 512, … 65,536: a SIP message is usually in the second or third.
    private const int Classes = 9, SmallestShift = 8;

    private readonly Stack<byte[]>[] _free = new Stack<byte[]>[Classes];

    public BufferPool()
    {
        for (var i = 0; i < Classes; i++) _free[i] = new Stack<byte[]>();
    }

    /// <summary>A buffer with at least that length.</summary>
    public byte[] Rent(int length)
    {
        var index = Class(length);
        return index < Classes
            ? _free[index].TryPop(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(1 << (SmallestShift + index))
            : new byte[length];
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(byte[] buffer)
    {
        var index = Class(buffer.Length);
        // Room for a burst is given back to the collector: at most 4 MB a class and shard are kept.
        if (index < Classes && _free[index].Count < 4 * 1024 * 1024 >> (SmallestShift + index)) _free[index].Push(buffer);
    }

    private static int Class(int length) =>
        Math.Max(0, 32 - SmallestShift - int.LeadingZeroCount(length - 1));
}
