using System.Security.Cryptography;

namespace SystemConnector.Sip.Authentication;

/// <summary>Fresh client nonces. Random bytes are drawn in batches: one draw costs as much as two hashes, whatever its size.</summary>
internal static class ClientNonce
{
    /// <summary>The length in hexadecimal: 64 bits.</summary>
    public const int Length = 16;

    private const int BytesEach = Length / 2;
    private const int Batch = 64 * BytesEach;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>Writes a client nonce that no other has.</summary>
    public static void Write(Span<byte> hex)
    {
        var random = _random;
        if (random is null || _used == Batch)
        {
            RandomNumberGenerator.Fill(random ??= _random = new byte[Batch]);
            _used = 0;
        }
        Convert.TryToHexStringLower(random.AsSpan(_used, BytesEach), hex, out _);
        _used += BytesEach;
    }
}
