using System.Security.Cryptography;
using System.Text;

namespace SystemConnector.Grains.Storage;

/// <summary>
/// Seals secrets for the database with AES-GCM. The purpose, which names the row and column, is authenticated with the
/// secret: a sealed value that is copied to another row does not open there.
/// </summary>
/// <remarks>Layout: version (1 byte), nonce (12), tag (16), cipher text.</remarks>
internal sealed class SecretProtector(MasterKey masterKey) : IDisposable
{
    public const int KeyLength = 32;

    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;

    // The platform's cipher object holds state while it works: one at a time.
    private readonly Lock _lock = new();
    private AesGcm? _cipher;

    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret)
    {
        var result = new byte[HeaderLength + secret.Length];
        result[0] = Version;
        var nonce = result.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (_lock)
            Cipher().Encrypt(nonce, secret, result.AsSpan(HeaderLength), result.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return result;
    }

    /// <exception cref="SecretUnreadableException">It was sealed under another key or for another purpose, or is damaged.</exception>
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret)
    {
        if (sealedSecret.Length < HeaderLength || sealedSecret[0] != Version) throw new SecretUnreadableException(purpose, null);
        var secret = new byte[sealedSecret.Length - HeaderLength];
        try
        {
            lock (_lock)
                Cipher().Decrypt(sealedSecret.Slice(1, NonceLength), sealedSecret[HeaderLength..], sealedSecret.Slice(1 + NonceLength, TagLength), secret, Encoding.UTF8.GetBytes(purpose));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new SecretUnreadableException(purpose, exception);
        }
        return secret;
    }

    public void Dispose() => _cipher?.Dispose();

    private AesGcm Cipher() => _cipher ??= new AesGcm(masterKey.Load(), TagLength);
}

/// <summary>Names what a sealed secret is for.</summary>
internal static class SecretPurpose
{
    public static string OfConnector(Guid connector) => $"connector/{connector:N}/password";

    public static string OfConnectorBefore(Guid connector) => $"connector/{connector:N}/previous_password";

    public static string OfNumber(Guid site, string number) => $"local_number/{site:N}/{number}/secret";

    public static string OfClusterKey(int id) => $"cluster_key/{id}";
}

/// <summary>A sealed secret does not open: the master key is not the one under which the database was written.</summary>
internal sealed class SecretUnreadableException(string purpose, Exception? inner)
    : Exception($"The secret '{purpose}' does not open. Is Storage:MasterKey (or the key file) the one under which the database was written?", inner);
