using System.Buffers.Binary;
using SystemConnector.Contracts.Calls;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.CallRecords;

/// <summary>Makes and reads the keys of calls: 48 bits of milliseconds, 12 of the node, 62 that nobody guesses (RFC 9562 §5.7).</summary>
internal static class CallNumbers
{
    /// <summary>A key for a call that begins now. Under the lock of the shard.</summary>
    public static CallKey New(TransactionShard shard, DateTimeOffset now, ushort node)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16 | 0x7000L | (long)(node & 0xFFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], shard.NewBranch() >> 1 & ~(3UL << 62) | 2UL << 62);
        return new CallKey(new Guid(bytes, bigEndian: true));
    }

    /// <summary>The part of a key by which the node that keeps the call finds it.</summary>
    public static ulong Of(CallKey key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
    }

    /// <summary>When the call began.</summary>
    public static DateTimeOffset TimeOf(CallKey key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }
}
