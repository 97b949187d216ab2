using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Marks a call that this cluster routed for a number of a site. A call that comes back with the same mark goes in a circle
/// and is answered 482, also when the circle leads through other clusters and systems that pass the header field on.
/// </summary>
internal sealed class HopMark
{
    private const int Digits = 16;
    private readonly ulong _cluster;

    /// <param name="clusterKey">What the nodes of a cluster have in common and others do not.</param>
    public HopMark(ReadOnlySpan<byte> clusterKey)
    {
        Span<byte> seed = stackalloc byte[8];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, clusterKey, seed, default, "system-connector hop mark"u8);
        _cluster = BitConverter.ToUInt64(seed);
    }

    /// <summary>The mark of a number of a site.</summary>
    public ulong Of(SiteId site, Number number)
    {
        Span<byte> text = stackalloc byte[16 + Number.MaxLength];
        site.Value.TryWriteBytes(text);
        var length = 16 + number.Write(text[16..]);
        var hash = _cluster ^ 0xCBF29CE484222325; // FNV-1a: the same on each node and after each start
        foreach (var b in text[..length]) hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    /// <summary>True when the request carries the mark.</summary>
    public static bool IsIn(SipMessage request, ulong mark)
    {
        Span<byte> text = stackalloc byte[Digits];
        Format(mark, text);
        foreach (ref readonly var field in request.Fields)
            if (field.Name == HeaderName.HopMark && request[field.Value].SequenceEqual(text)) return true;
        return false;
    }

    /// <summary>Writes the header field.</summary>
    public static void Write(ref MessageWriter writer, ulong mark)
    {
        Span<byte> text = stackalloc byte[Digits];
        Format(mark, text);
        writer.Field(HeaderNames.HopMark, text);
    }

    private static void Format(ulong mark, Span<byte> text) => Utf8Formatter.TryFormat(mark, text, out _, new StandardFormat('x', Digits));
}
