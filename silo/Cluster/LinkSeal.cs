using System.Buffers.Binary;
using SystemConnector.Sip.Sealing;

namespace SystemConnector.Silo.Cluster;

/// <summary>
/// Seals what goes to another node, and opens what comes of one. A datagram is version (1) | number of the node that sends it (2) |
/// <see cref="LinkMessage"/>, sealed with a key of the cluster for the lives of both nodes.
/// </summary>
/// <param name="sealer">Seals and opens for the link.</param>
/// <param name="own">The number of this node.</param>
internal sealed class LinkSeal(Sealer sealer, ushort own)
{
    /// <summary>The layout of datagrams. A version that changes it speaks this one too until all nodes know the next.</summary>
    public const byte Version = 1;

    /// <summary>The longest SIP message that crosses, in bytes.</summary>
    public const int MaxMessageLength = 65_000;

    /// <summary>The most bytes that a datagram opens to.</summary>
    public const int MaxPlainLength = LinkMessage.MaxHeadLength + MaxMessageLength;

    private const int HeadLength = 3;

    [ThreadStatic] private static byte[]? t_plain, t_sealed;

    /// <summary>The datagram for a message; it is overwritten by the next one of this thread.</summary>
    public ReadOnlySpan<byte> Seal(LinkSession session, scoped in LinkMessage message)
    {
        var plain = t_plain ??= GC.AllocateUninitializedArray<byte>(MaxPlainLength);
        var datagram = t_sealed ??= GC.AllocateUninitializedArray<byte>(HeadLength + MaxPlainLength + Sealer.Overhead);
        var length = message.Write(plain);
        datagram[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(1), own);
        length = sealer.SealBytes(plain.AsSpan(0, length), datagram.AsSpan(HeadLength), session.Outward);
        return datagram.AsSpan(0, HeadLength + length);
    }

    /// <summary>Which node says that it sent a datagram; false for what is none of this version.</summary>
    public static bool TryReadNode(ReadOnlySpan<byte> datagram, out ushort node)
    {
        node = 0;
        if (datagram.Length < HeadLength || datagram[0] != Version) return false;
        node = BinaryPrimitives.ReadUInt16BigEndian(datagram[1..]);
        return true;
    }

    /// <summary>Opens a datagram; the length of what it opens to, less than 0 for one that was not sealed by that life of the node for this life of ours.</summary>
    public int Open(Span<byte> datagram, LinkSession session, Span<byte> plain) => sealer.OpenBytes(datagram[HeadLength..], plain, session.Inward);
}
