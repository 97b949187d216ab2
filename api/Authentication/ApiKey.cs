using System.Security.Cryptography;
using System.Text;

namespace SystemConnector.Api.Authentication;

/// <summary>An API key as the server keeps it: its hash, compared in constant time.</summary>
internal sealed class ApiKey(string key)
{
    /// <summary>Fewer characters could be guessed.</summary>
    public const int MinLength = 16;

    // Hashes have one length, so the comparison tells nothing of the key's length either.
    private readonly byte[] _hash = Hash(key);

    /// <summary>A new key with 256 random bits.</summary>
    public static string Generate() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether a text can be sent as a key in a header and is long enough.</summary>
    public static bool IsWellFormed(string key) => key.Length >= MinLength && key.All(c => c is > ' ' and < (char)127);

    /// <summary>Whether the candidate is this key.</summary>
    public bool Matches(string candidate) => CryptographicOperations.FixedTimeEquals(_hash, Hash(candidate));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
