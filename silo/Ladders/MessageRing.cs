using System.Buffers;
using System.Buffers.Binary;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Ladders;

/// <summary>
/// The last messages, in a ring of bytes. One thread writes at a time; readers copy message by message without stopping it, and end where
/// one may have been overwritten meanwhile.
/// </summary>
internal sealed class MessageRing(int capacity)
{
    /// <summary>The longest message that is kept whole; of a longer one its beginning is.</summary>
    public const int LongestMessage = 16 * 1024;

    // Place of the message before (8) | time (8) | length (4) | sent (1) | protocol (1) | packed addresses, own and peer.
    private const int HeadLength = 22 + 2 * TransportAddress.MaxPackedLength;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);
    private readonly Lock _writing = new();
    private long _end, _reserved, _last = -1;

    /// <summary>Copies a message; false, at once, when another thread writes here.</summary>
    public bool TryWrite(ReadOnlySpan<byte> message, in Flow flow, bool isSent, long ticks)
    {
        if (!_writing.TryEnter()) return false;
        try
        {
            if (message.Length > LongestMessage) message = message[..LongestMessage];
            var length = HeadLength + message.Length;
            var place = _end;
            var offset = (int)(place % capacity);
            if (offset + length > capacity)
            {
                place += capacity - offset;
                offset = 0;
            }
            // Before the first byte, for readers: what stands there is not to be believed any more.
            Interlocked.Exchange(ref _reserved, place + length);
            var entry = _bytes.AsSpan(offset, length);
            BinaryPrimitives.WriteInt64LittleEndian(entry, _last);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], ticks);
            BinaryPrimitives.WriteInt32LittleEndian(entry[16..], message.Length);
            entry[20] = isSent ? (byte)1 : (byte)0;
            entry[21] = (byte)flow.Transport.Protocol;
            flow.Transport.Local.Pack(entry[22..]);
            flow.Remote.Pack(entry[(22 + TransportAddress.MaxPackedLength)..]);
            message.CopyTo(entry[HeadLength..]);
            _end = place + length;
            Volatile.Write(ref _last, place);
            return true;
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Shows the messages, the latest first.</summary>
    public void Read(MessageVisitor visit)
    {
        var copy = ArrayPool<byte>.Shared.Rent(HeadLength + LongestMessage);
        try
        {
            for (var place = Volatile.Read(ref _last); place >= 0;)
            {
                // What is read here may be anything until it is known that nobody wrote there meanwhile.
                var kept = _bytes.AsSpan((int)(place % capacity));
                var length = HeadLength + (int)Math.Min((uint)BinaryPrimitives.ReadInt32LittleEndian(kept[16..]), LongestMessage);
                var entry = copy.AsSpan(0, Math.Min(length, kept.Length));
                kept[..entry.Length].CopyTo(entry);
                Interlocked.MemoryBarrier();
                if (place < Volatile.Read(ref _reserved) - capacity) return;
                TransportAddress.Unpack(entry[22..], out var local);
                TransportAddress.Unpack(entry[(22 + TransportAddress.MaxPackedLength)..], out var remote);
                visit(entry[HeadLength..], BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), entry[20] != 0, (TransportProtocol)entry[21], local, remote);
                place = BinaryPrimitives.ReadInt64LittleEndian(entry);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}

/// <summary>Sees a message of a ring; what it is given is valid for the call only.</summary>
internal delegate void MessageVisitor(ReadOnlySpan<byte> message, long ticks, bool isSent, TransportProtocol protocol, in TransportAddress local, in TransportAddress remote);
