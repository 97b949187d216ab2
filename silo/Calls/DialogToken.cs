using System.Buffers.Binary;
using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// What a request inside a dialog needs to reach the peer. One side of a call holds it, sealed, in the Contact that we gave it:
/// "the peer" is the other side, "own" is the side that holds it. With it no node keeps dialog state. The peer's route set, which
/// does not change with its target, travels beside it in a Record-Route of ours (<see cref="SealedContact"/>).
/// </summary>
/// <remarks>The first byte is the layout's version: a node reads the layouts of the version before its own.</remarks>
internal ref struct DialogToken
{
    /// <summary>The longest token that is made; a longer one is refused.</summary>
    public const int MaxLength = 1536;

    private const byte Version = 3;
    private const int FixedLengthOfVersion2 = 1 + 16 + 16 + 1 + 1 + 1 + 1 + 8 + 4 + 8 + 1;
    private const int FixedLength = FixedLengthOfVersion2 + 2 + 2;
    private const int CallLength = 16;
    private const byte OwnBehindNat = 1, PeerBehindNat = 2, OwnCaller = 4;

    /// <summary>The connector that the peer is reached over; empty for a local phone or target.</summary>
    public Guid PeerConnector;

    /// <summary>The connector of the side that holds the token; empty for a local phone or target.</summary>
    public Guid OwnConnector;

    /// <summary>What is added to the CSeq of a request to the peer, because challenges were answered on the way.</summary>
    public byte PeerCSeqOffset;

    /// <summary>What is added to the CSeq of a request from the peer.</summary>
    public byte OwnCSeqOffset;

    /// <summary>The transport to the peer's next hop.</summary>
    public TransportProtocol Protocol;

    /// <summary>The number of the node over whose socket the peer was seen; 0 for the one that reads it.</summary>
    public ushort Node;

    /// <summary>The number of the node that set the call up, which counts its channels and relays its media; 0 for a node alone.</summary>
    public ushort Keeper;

    /// <summary>Which of that node's sockets it was; when the node is gone, another takes one of the same protocol.</summary>
    public byte Transport;

    /// <summary>The connection to the peer, when it is a stream that is still open; 0 for none.</summary>
    public long Connection;

    /// <summary>When the call began, in seconds since 1970.</summary>
    public uint StartedAt;

    /// <summary>The key of the call in its record; empty in a token of a node that gave none. Stands last, where such a node does not look.</summary>
    public CallKey Call;

    /// <summary>True when the side that holds the token is the caller. Meaningful with <see cref="Call"/>.</summary>
    public bool IsOwnCaller;

    /// <summary>The media of the side that holds the token.</summary>
    public MediaLeg Media;

    /// <summary>True when the side that holds the token is behind NAT.</summary>
    public bool IsOwnBehindNat;

    /// <summary>True when the peer is behind NAT.</summary>
    public bool IsPeerBehindNat;

    /// <summary>The peer's next hop.</summary>
    public TransportAddress Hop;

    /// <summary>The peer's remote target (RFC 3261 §12.1.1).</summary>
    public ReadOnlySpan<byte> Target;

    /// <summary>The URI by which the peer knows the side that holds the token.</summary>
    public ReadOnlySpan<byte> From;

    /// <summary>The URI by which the peer knows itself.</summary>
    public ReadOnlySpan<byte> To;

    /// <summary>Says where the peer's next hop is.</summary>
    public void SetHop(SipNode node, in Flow hop)
    {
        Protocol = hop.Transport.Protocol;
        Node = node.NodeOf(hop.Transport);
        if (Keeper == 0) Keeper = node.Number;
        Transport = node.IndexOf(hop.Transport);
        Connection = hop.Connection;
        Hop = hop.Remote;
    }

    /// <summary>The side that holds the token, for its media.</summary>
    public readonly MediaSide Own(in Flow flow, bool isBehindNat) => new(Media, flow, isBehindNat, OwnConnector);

    /// <summary>The peer, for its media.</summary>
    public readonly MediaSide Peer(in Flow flow, bool isBehindNat) => new(Media.Other, flow, isBehindNat, PeerConnector);

    /// <summary>Writes the token; 0 when there is no room.</summary>
    public readonly int Write(Span<byte> destination)
    {
        var needed = FixedLength + TransportAddress.MaxPackedLength + 3 * 2 + Target.Length + From.Length + To.Length + CallLength;
        if (needed > destination.Length) return 0;
        destination[0] = Version;
        PeerConnector.TryWriteBytes(destination[1..]);
        OwnConnector.TryWriteBytes(destination[17..]);
        destination[33] = PeerCSeqOffset;
        destination[34] = OwnCSeqOffset;
        destination[35] = (byte)Protocol;
        destination[36] = Transport;
        BinaryPrimitives.WriteInt64BigEndian(destination[37..], Connection);
        BinaryPrimitives.WriteUInt32BigEndian(destination[45..], StartedAt);
        BinaryPrimitives.WriteUInt64BigEndian(destination[49..], Media.Value);
        destination[57] = (byte)((IsOwnBehindNat ? OwnBehindNat : 0) | (IsPeerBehindNat ? PeerBehindNat : 0) | (IsOwnCaller ? OwnCaller : 0));
        BinaryPrimitives.WriteUInt16BigEndian(destination[58..], Node);
        BinaryPrimitives.WriteUInt16BigEndian(destination[60..], Keeper);
        var position = FixedLength;
        position += Hop.Pack(destination[position..]);
        Put(destination, ref position, Target);
        Put(destination, ref position, From);
        Put(destination, ref position, To);
        if (Call == default) return position;
        Call.Value.TryWriteBytes(destination[position..]);
        return position + CallLength;
    }

    /// <summary>Reads a token; what it points to stays in the source.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out DialogToken token)
    {
        token = default;
        if (source.IsEmpty || source[0] is not (Version - 1 or Version)) return false;
        var fixedLength = source[0] == Version ? FixedLength : FixedLengthOfVersion2;
        if (source.Length < fixedLength) return false;
        token.PeerConnector = new Guid(source.Slice(1, 16));
        token.OwnConnector = new Guid(source.Slice(17, 16));
        token.PeerCSeqOffset = source[33];
        token.OwnCSeqOffset = source[34];
        token.Protocol = (TransportProtocol)source[35];
        token.Transport = source[36];
        token.Connection = BinaryPrimitives.ReadInt64BigEndian(source[37..]);
        token.StartedAt = BinaryPrimitives.ReadUInt32BigEndian(source[45..]);
        token.Media = new MediaLeg(BinaryPrimitives.ReadUInt64BigEndian(source[49..]));
        token.IsOwnBehindNat = (source[57] & OwnBehindNat) != 0;
        token.IsPeerBehindNat = (source[57] & PeerBehindNat) != 0;
        token.IsOwnCaller = (source[57] & OwnCaller) != 0;
        if (source[0] == Version)
        {
            token.Node = BinaryPrimitives.ReadUInt16BigEndian(source[58..]);
            token.Keeper = BinaryPrimitives.ReadUInt16BigEndian(source[60..]);
        }
        var rest = source[fixedLength..];
        var read = TransportAddress.Unpack(rest, out token.Hop);
        if (read == 0) return false;
        rest = rest[read..];
        if (!Take(ref rest, out token.Target) || !Take(ref rest, out token.From) || !Take(ref rest, out token.To)) return false;
        if (rest.Length >= CallLength) token.Call = new CallKey(new Guid(rest[..CallLength]));
        return true;
    }

    private static void Put(Span<byte> destination, ref int position, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination[position..], (ushort)part.Length);
        part.CopyTo(destination[(position + 2)..]);
        position += 2 + part.Length;
    }

    private static bool Take(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (rest.Length < 2) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length > rest.Length - 2) return false;
        part = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return true;
    }
}
