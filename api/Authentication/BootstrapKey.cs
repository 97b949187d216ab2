using System.Security.Cryptography;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Authentication;

/// <summary>The key that comes from the configuration or a file: as the server keeps it, its hash.</summary>
internal sealed class BootstrapKey(string key)
{
    /// <summary>Fewer characters could be guessed.</summary>
    public const int MinLength = 16;

    private readonly byte[] _hash = ApiKeyText.Hash(key);

    /// <summary>A new key with 256 random bits.</summary>
    public static string Generate() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether a text can be sent as a key in a header and is long enough.</summary>
    public static bool IsWellFormed(string key) => key.Length >= MinLength && key.All(c => c is > ' ' and < (char)127);

    /// <summary>Whether it is the key of this hash. Hashes have one length, so the comparison tells nothing of the key's length either.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);
}
