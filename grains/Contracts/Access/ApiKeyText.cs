using System.Security.Cryptography;
using System.Text;

namespace SystemConnector.Contracts.Access;

/// <summary>The form of API keys: "sc_PREFIX_SECRET".</summary>
/// <remarks>
/// The secret is 256 random bits, so one round of SHA-256 is the right hash: there is nothing to guess that a slow one would make
/// dearer, as with the passwords of people, and a key is checked with every request.
/// </remarks>
public static class ApiKeyText
{
    private const string Scheme = "sc_";
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int PrefixLength = 10;
    private const int SecretBytes = 32;

    /// <summary>A new prefix: 50 random bits without letters that look like others.</summary>
    public static string NewPrefix() => RandomNumberGenerator.GetString(Alphabet, PrefixLength);

    /// <summary>A new key with that prefix.</summary>
    public static string NewKey(string prefix) => $"{Scheme}{prefix}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>The prefix of what has the form of a key; null of anything else.</summary>
    public static string? PrefixOf(string key) =>
        key.Length == Scheme.Length + PrefixLength + 1 + (2 * SecretBytes) && key.StartsWith(Scheme, StringComparison.Ordinal) && key[Scheme.Length + PrefixLength] == '_'
            ? key.Substring(Scheme.Length, PrefixLength)
            : null;

    /// <summary>What is kept of a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
