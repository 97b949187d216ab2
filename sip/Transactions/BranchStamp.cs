using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// What the branches of a cluster's requests end with: the number of the node whose transaction it is, and a keyed tag that only its
/// nodes can make. So a response finds the right node, whichever gets it, and nobody else can have one taken for an answer to us.
/// </summary>
/// <remarks>The tag is 32 bits of SipHash-2-4 over branch and number: nothing is allocated, and a stranger needs some billion guesses.</remarks>
public sealed class BranchStamp
{
    /// <summary>How many characters it has.</summary>
    public const int Length = NodeDigits + TagDigits;

    private const int NodeDigits = 4, TagDigits = 8;

    private readonly (ulong Low, ulong High) _key;

    /// <summary>Prepares it.</summary>
    /// <param name="node">This node's number.</param>
    /// <param name="secret">What the nodes share and nobody else knows; a key is derived from it.</param>
    public BranchStamp(ushort node, byte[] secret)
    {
        Node = node;
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 16, info: "system-connector branch"u8.ToArray());
        _key = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key.AsSpan(8)));
    }

    /// <summary>This node's number.</summary>
    public ushort Node { get; }

    /// <summary>The number of the node that a stamp names; 0 when it names none. Says nothing of who made it.</summary>
    public static ushort NodeOf(ReadOnlySpan<byte> stamp) =>
        Utf8Parser.TryParse(stamp[..NodeDigits], out ushort node, out var read, 'x') && read == NodeDigits ? node : (ushort)0;

    /// <summary>Writes the stamp of a branch of this node.</summary>
    public void Write(Span<byte> stamp, ulong branch)
    {
        Utf8Formatter.TryFormat(Node, stamp, out _, new StandardFormat('x', NodeDigits));
        Utf8Formatter.TryFormat(Tag(branch, Node), stamp[NodeDigits..], out _, new StandardFormat('x', TagDigits));
    }

    /// <summary>True when a node of the cluster made the stamp for that branch.</summary>
    public bool IsGenuine(ReadOnlySpan<byte> stamp, ulong branch) =>
        Utf8Parser.TryParse(stamp[NodeDigits..], out uint tag, out var read, 'x') && read == TagDigits && Tag(branch, NodeOf(stamp)) == tag;

    private uint Tag(ulong branch, ushort node)
    {
        ulong a = _key.Low ^ 0x736f6d6570736575, b = _key.High ^ 0x646f72616e646f6d, c = _key.Low ^ 0x6c7967656e657261, d = _key.High ^ 0x7465646279746573;
        // Ten bytes: the branch is the first block; the number and the length are the last.
        Block(branch, ref a, ref b, ref c, ref d);
        Block(node | 10UL << 56, ref a, ref b, ref c, ref d);
        c ^= 0xff;
        for (var i = 0; i < 4; i++) Round(ref a, ref b, ref c, ref d);
        return (uint)(a ^ b ^ c ^ d);
    }

    private static void Block(ulong block, ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        d ^= block;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        a ^= block;
    }

    private static void Round(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a += b;
        c += d;
        b = BitOperations.RotateLeft(b, 13) ^ a;
        d = BitOperations.RotateLeft(d, 16) ^ c;
        a = BitOperations.RotateLeft(a, 32);
        c += b;
        a += d;
        b = BitOperations.RotateLeft(b, 17) ^ c;
        d = BitOperations.RotateLeft(d, 21) ^ a;
        c = BitOperations.RotateLeft(c, 32);
    }
}
