using System.Buffers.Binary;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Cluster;

/// <summary>What one node says to another over the link. The values are part of what is sent.</summary>
internal enum LinkMessageKind : byte
{
    /// <summary>Are you there?</summary>
    Ping = 1,

    /// <summary>Yes, and you are counted among the living: others get no answer.</summary>
    Pong = 2,

    /// <summary>Send this out of a socket of yours.</summary>
    Send = 3,

    /// <summary>This came to a socket of mine, and is for you.</summary>
    Received = 4,

    /// <summary>What you had me send could not be sent.</summary>
    Failed = 5,

    /// <summary>A call that I made over a trunk of yours was answered, or was not.</summary>
    CallResult = 6,

    /// <summary>I have what you want to be told of.</summary>
    Acknowledged = 7,

    /// <summary>A call that you keep was hung up by way of me.</summary>
    CallEnded = 8,

    /// <summary>A call that you keep goes on, agreed on by way of me.</summary>
    CallRefreshed = 9,
}

/// <summary>
/// A message of the link before it is sealed: kind, the highest bit asking for an acknowledgement (1) | sequence (8) | socket (1) | connection (8) | shard (1) | branch (8) | far side (16)
/// | remote address (7 or 19) | SIP message. One layout for all kinds: what a kind does not need is 0.
/// </summary>
internal ref struct LinkMessage
{
    /// <summary>The most bytes before the SIP message.</summary>
    public const int MaxHeadLength = FixedLength + TransportAddress.MaxPackedLength;

    /// <summary>The bytes of a connector's id.</summary>
    public const int GuidLength = 16;

    private const int FixedLength = 1 + 8 + 1 + 8 + 1 + 8 + GuidLength;
    private const byte WantsAcknowledgement = 0x80;

    public LinkMessageKind Kind;

    /// <summary>True for what nobody else would repeat (<see cref="LinkOutbox"/>).</summary>
    public bool IsKept;

    /// <summary>Grows with each message from one node to the other.</summary>
    public ulong Sequence;

    /// <summary>Which socket of the node that sends or received; of a call result, 1 for answered; of a ping, 1 to be told of INVITEs.</summary>
    public byte Socket;

    /// <summary>The connection of a stream; of ping and pong, when the ping was sent by the clock of the one that asks.</summary>
    public long Connection;

    /// <summary>The shard of the transaction that is told of a failure.</summary>
    public byte Shard;

    /// <summary>The branch of that transaction, 0 when nobody waits; of an acknowledgement, the sequence; of a pong, how many INVITEs are being set up through the other node.</summary>
    public ulong Branch;

    /// <summary>The connector whose far side must be at the other end over TLS, or whose call it was; empty for none.</summary>
    public Guid FarSide;

    /// <summary>The peer's address.</summary>
    public TransportAddress Remote;

    /// <summary>The SIP message.</summary>
    public ReadOnlySpan<byte> Body;

    /// <summary>Writes it; returns its length, 0 when there is no room.</summary>
    public readonly int Write(Span<byte> destination)
    {
        if (destination.Length < MaxHeadLength + Body.Length) return 0;
        destination[0] = (byte)((byte)Kind | (IsKept ? WantsAcknowledgement : 0));
        BinaryPrimitives.WriteUInt64BigEndian(destination[1..], Sequence);
        destination[9] = Socket;
        BinaryPrimitives.WriteInt64BigEndian(destination[10..], Connection);
        destination[18] = Shard;
        BinaryPrimitives.WriteUInt64BigEndian(destination[19..], Branch);
        FarSide.TryWriteBytes(destination[27..]);
        var length = FixedLength + Remote.Pack(destination[FixedLength..]);
        Body.CopyTo(destination[length..]);
        return length + Body.Length;
    }

    /// <summary>Reads it; the body stays where it is. False when it is cut short.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out LinkMessage message)
    {
        message = default;
        if (source.Length < FixedLength) return false;
        var packed = TransportAddress.Unpack(source[FixedLength..], out message.Remote);
        if (packed == 0) return false;
        message.Kind = (LinkMessageKind)(source[0] & ~WantsAcknowledgement);
        message.IsKept = (source[0] & WantsAcknowledgement) != 0;
        message.Sequence = BinaryPrimitives.ReadUInt64BigEndian(source[1..]);
        message.Socket = source[9];
        message.Connection = BinaryPrimitives.ReadInt64BigEndian(source[10..]);
        message.Shard = source[18];
        message.Branch = BinaryPrimitives.ReadUInt64BigEndian(source[19..]);
        message.FarSide = new Guid(source.Slice(27, GuidLength));
        message.Body = source[(FixedLength + packed)..];
        return true;
    }
}
