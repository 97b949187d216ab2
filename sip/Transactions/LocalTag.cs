using System.Buffers;
using System.Buffers.Text;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// A To tag of ours, made of the transaction's key: the same for each response of one transaction, and, since the key comes
/// from a secret hash, with the 32 random bits that RFC 3261 §19.3 asks for.
/// </summary>
internal static class LocalTag
{
    /// <summary>How long it is.</summary>
    public const int Length = 16;

    /// <summary>Writes it.</summary>
    public static void Write(Span<byte> tag, UInt128 key) =>
        Utf8Formatter.TryFormat((ulong)(key >> 64) ^ (ulong)key, tag, out _, new StandardFormat('x', Length));
}
