using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Authentication;

/// <summary>The hashes of digest authentication (RFC 7616 §3.4.1–3.4.3), in lower-case hexadecimal.</summary>
internal static class DigestFormula
{
    /// <summary>The longest hash in hexadecimal.</summary>
    public const int MaxHexLength = 64;

    /// <summary>The most bytes that go into one hash; longer values are refused, as nothing honest comes near.</summary>
    private const int MaxInput = 4096;

    /// <summary>How long an algorithm's hash is in hexadecimal.</summary>
    public static int HexLength(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Md5 ? 32 : 64;

    /// <summary>H(A1) = H(username:realm:password); false when the input is too long.</summary>
    [SkipLocalsInit]
    public static bool TryHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> username, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> password, Span<byte> hex)
    {
        var input = new MessageWriter(stackalloc byte[MaxInput]);
        input.Write(username);
        input.Write((byte)':');
        input.Write(realm);
        input.Write((byte)':');
        input.Write(password);
        if (input.Overflowed) return false;
        WriteHex(algorithm, input.Written, hex);
        return true;
    }

    /// <summary>The response; without <paramref name="qop"/> that of RFC 2617 §3.2.2.1. False when the input is too long.</summary>
    [SkipLocalsInit]
    public static bool TryResponse(
        DigestAlgorithm algorithm, ReadOnlySpan<byte> ha1, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> nc, ReadOnlySpan<byte> cnonce, ReadOnlySpan<byte> qop,
        ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri, Span<byte> hex)
    {
        Span<byte> buffer = stackalloc byte[MaxInput];
        var a2 = new MessageWriter(buffer);
        a2.Write(method);
        a2.Write((byte)':');
        a2.Write(uri);
        if (a2.Overflowed) return false;
        Span<byte> ha2 = stackalloc byte[HexLength(algorithm)];
        WriteHex(algorithm, a2.Written, ha2);

        var input = new MessageWriter(buffer);
        input.Write(ha1);
        input.Write((byte)':');
        input.Write(nonce);
        input.Write((byte)':');
        if (!qop.IsEmpty)
        {
            input.Write(nc);
            input.Write((byte)':');
            input.Write(cnonce);
            input.Write((byte)':');
            input.Write(qop);
            input.Write((byte)':');
        }
        input.Write(ha2);
        if (input.Overflowed) return false;
        WriteHex(algorithm, input.Written, hex);
        return true;
    }

    private static void WriteHex(DigestAlgorithm algorithm, ReadOnlySpan<byte> data, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[HexLength(algorithm) / 2];
        switch (algorithm)
        {
            case DigestAlgorithm.Sha256:
                SHA256.HashData(data, hash);
                break;
            case DigestAlgorithm.Sha512Slash256:
                Sha512Slash256.HashData(data, hash);
                break;
            default:
#pragma warning disable CA5351 // Most phones know nothing else (RFC 8760 §2.2 keeps it for them).
                MD5.HashData(data, hash);
#pragma warning restore CA5351
                break;
        }
        Convert.TryToHexStringLower(hash, hex, out _);
    }
}
