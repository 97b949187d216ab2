using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace SystemConnector.Sip.Sealing;

/// <summary>
/// Seals short plaintexts with AES-256-GCM into base64url tokens that any node with the same keys and purpose can open.
/// Safe for use by many threads at once; sealing and opening allocate nothing.
/// </summary>
/// <remarks>
/// A token is key id (1) | nonce (12) | ciphertext | tag (16), the key id being authenticated with the rest.
/// A nonce is 48 random bits drawn per sealer followed by a 48-bit counter that begins at a random place. Within one sealer
/// no nonce comes twice before 2^48 seals (nine years at a million a second). Between sealers with one key (nodes, restarts)
/// two must draw the same 48 bits and then also count through the same stretch: with 10,000 starts and 2^40 seals of each,
/// the odds are below one in a billion.
/// </remarks>
public sealed class Sealer : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + NonceLength;
    private const int MaxAssociatedLength = 160;
    private const ulong CounterMask = (1UL << 48) - 1;

    private readonly byte[] _purpose;
    private readonly ThreadLocal<KeyedCipher[]> _ciphers = new(() => new KeyedCipher[256], trackAllValues: true);
    private volatile KeySet _keys;
    private readonly ulong _prefix;
    private ulong _counter;

    /// <summary>Derives one key for the purpose from each material.</summary>
    /// <param name="keys">The keys that can open; materials of at least 16 bytes.</param>
    /// <param name="currentKeyId">The key that seals; one of <paramref name="keys"/>.</param>
    /// <param name="purpose">What the tokens are for: a token of one purpose does not open for another.</param>
    public Sealer(IReadOnlyList<(byte Id, byte[] Material)> keys, byte currentKeyId, ReadOnlySpan<byte> purpose)
    {
        _purpose = purpose.ToArray();
        _keys = Derive(keys, currentKeyId, former: null);
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        _prefix = BinaryPrimitives.ReadUInt64BigEndian(random);
        _counter = BinaryPrimitives.ReadUInt64BigEndian(random[8..]);
    }

    /// <summary>By how much what is sealed is longer than its plaintext.</summary>
    public const int Overhead = HeadLength + TagLength;

    /// <summary>Goes on with other keys: what is being sealed or opened ends under those before, and nobody waits.</summary>
    /// <param name="keys">The keys that can open; materials of at least 16 bytes.</param>
    /// <param name="currentKeyId">The key that seals; one of <paramref name="keys"/>.</param>
    public void Use(IReadOnlyList<(byte Id, byte[] Material)> keys, byte currentKeyId) => _keys = Derive(keys, currentKeyId, _keys);

    /// <summary>The longest plaintext of a token, in bytes: what a route set of a few proxies and a remote target need, several times over.</summary>
    public static int MaxPlaintextLength => 2048;

    /// <summary>The length of the token of a plaintext.</summary>
    public static int SealedLength(int plaintextLength) => Base64Url.GetEncodedLength(plaintextLength + Overhead);

    /// <summary>Writes the token; returns its length, 0 when there is no room or the plaintext is too long.</summary>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="destination">Must not overlap the plaintext.</param>
    /// <param name="context">What the token belongs to; it opens with the same context only.</param>
    [SkipLocalsInit]
    public int Seal(ReadOnlySpan<byte> plaintext, Span<byte> destination, ReadOnlySpan<byte> context = default)
    {
        if (plaintext.Length > MaxPlaintextLength || destination.Length < SealedLength(plaintext.Length)) return 0;
        return Base64Url.TryEncodeToUtf8InPlace(destination, SealBytes(plaintext, destination, context), out var written) ? written : 0;
    }

    /// <summary>Seals into bytes that are no text, of whatever length; returns how many, 0 when there is no room.</summary>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="destination">Must not overlap the plaintext.</param>
    /// <param name="context">What the bytes belong to; they open with the same context only.</param>
    [SkipLocalsInit]
    public int SealBytes(ReadOnlySpan<byte> plaintext, Span<byte> destination, ReadOnlySpan<byte> context)
    {
        if (destination.Length < plaintext.Length + Overhead) return 0;
        var keys = _keys;
        destination[0] = keys.Current;
        var nonce = destination.Slice(1, NonceLength);
        BinaryPrimitives.WriteUInt64BigEndian(nonce, _prefix);
        var count = Interlocked.Increment(ref _counter) & CounterMask;
        BinaryPrimitives.WriteUInt16BigEndian(nonce[6..], (ushort)(count >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], (uint)count);
        Span<byte> associated = stackalloc byte[MaxAssociatedLength];
        Cipher(keys, keys.Current)!.Encrypt(nonce, plaintext,
            destination.Slice(HeadLength, plaintext.Length),
            destination.Slice(HeadLength + plaintext.Length, TagLength),
            Associated(associated, keys.Current, context));
        return plaintext.Length + Overhead;
    }

    /// <summary>
    /// Opens a token; returns the plaintext's length, -1 when it is not ours, altered, of an unknown key, or longer than the room.
    /// </summary>
    [SkipLocalsInit]
    public int Open(ReadOnlySpan<byte> token, Span<byte> plaintext, ReadOnlySpan<byte> context = default)
    {
        // 1. the bytes: exactly the one encoding that Seal writes, so that no second spelling of a token is a token
        if (token.Length > SealedLength(MaxPlaintextLength)) return -1;
        Span<byte> raw = stackalloc byte[MaxPlaintextLength + Overhead];
        if (Base64Url.DecodeFromUtf8(token, raw, out _, out var rawLength) != OperationStatus.Done) return -1;
        if (token.Length != Base64Url.GetEncodedLength(rawLength) || !HasCanonicalEnd(token, raw[..rawLength])) return -1;
        return OpenBytes(raw[..rawLength], plaintext, context);
    }

    /// <summary>
    /// Opens what <see cref="SealBytes"/> wrote; returns the plaintext's length, -1 when it is not ours, altered, of an unknown key, or
    /// longer than the room.
    /// </summary>
    /// <param name="bytes">What was sealed; used as scratch, and the same again when this returns.</param>
    /// <param name="plaintext">Must not overlap it.</param>
    /// <param name="context">What it belongs to.</param>
    [SkipLocalsInit]
    public int OpenBytes(Span<byte> bytes, Span<byte> plaintext, ReadOnlySpan<byte> context)
    {
        var length = bytes.Length - Overhead;
        if (length < 0 || length > plaintext.Length) return -1;

        // 2. the key
        var cipher = Cipher(_keys, bytes[0]);
        if (cipher is null) return -1;

        // 3. the tag. AesGcm.Decrypt throws when it does not match, which costs a flood of forged tokens 20 times as much as
        // it costs the sender. GCM's cipher is its own inverse: encrypting the ciphertext yields the plaintext, encrypting
        // that yields the ciphertext again and the tag to compare. Nothing of the plaintext leaves here before the tag matches.
        Span<byte> expected = stackalloc byte[TagLength];
        var nonce = bytes.Slice(1, NonceLength);
        var ciphertext = bytes.Slice(HeadLength, length);
        var output = plaintext[..length];
        Span<byte> room = stackalloc byte[MaxAssociatedLength];
        var associated = Associated(room, bytes[0], context);
        cipher.Encrypt(nonce, ciphertext, output, expected, associated);
        cipher.Encrypt(nonce, output, ciphertext, expected, associated);
        if (CryptographicOperations.FixedTimeEquals(expected, bytes[^TagLength..])) return length;
        output.Clear();
        return -1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var ciphers in _ciphers.Values)
            foreach (var (_, cipher) in ciphers) cipher?.Dispose();
        _ciphers.Dispose();
    }

    /// <summary>What is authenticated with the token but not in it: the key id and the context, a long one by its hash.</summary>
    private static ReadOnlySpan<byte> Associated(Span<byte> room, byte keyId, ReadOnlySpan<byte> context)
    {
        room[0] = keyId;
        if (context.Length > MaxAssociatedLength - 1) return room[..(1 + SHA256.HashData(context, room[1..]))];
        context.CopyTo(room[1..]);
        return room[..(1 + context.Length)];
    }

    /// <summary>The bits of the last character beyond the last byte are zero (RFC 4648 §3.5).</summary>
    private static bool HasCanonicalEnd(ReadOnlySpan<byte> token, ReadOnlySpan<byte> raw)
    {
        var tail = raw.Length % 3;
        if (tail == 0) return true;
        Span<byte> end = stackalloc byte[4];
        var written = Base64Url.EncodeToUtf8(raw[^tail..], end);
        return token.EndsWith(end[..written]);
    }

    /// <summary>This thread's cipher for a key, made when the thread meets the key: instances of AesGcm are not safe for several threads.</summary>
    private AesGcm? Cipher(KeySet keys, byte keyId)
    {
        ref var known = ref _ciphers.Value![keyId];
        var key = keys.Keys[keyId];
        if (ReferenceEquals(known.Key, key)) return known.Cipher;
        known.Cipher?.Dispose();
        known = new KeyedCipher(key, key is null ? null : new AesGcm(key, TagLength));
        return known.Cipher;
    }

    private KeySet Derive(IReadOnlyList<(byte Id, byte[] Material)> keys, byte currentKeyId, KeySet? former)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var derived = new byte[]?[256];
        foreach (var (id, material) in keys)
        {
            if (material.Length < 16) throw new ArgumentException("A key's material is at least 16 bytes.", nameof(keys));
            var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, salt: null, info: _purpose);
            // A key that stays is the same object, by which threads know that their cipher for it is still the right one.
            derived[id] = former?.Keys[id] is { } same && same.AsSpan().SequenceEqual(key) ? same : key;
        }
        if (derived[currentKeyId] is null) throw new ArgumentException("The current key is not among the keys.", nameof(currentKeyId));
        return new KeySet(derived, currentKeyId);
    }

    /// <summary>The derived keys by their ids, and the one that seals; swapped whole.</summary>
    private sealed record KeySet(byte[]?[] Keys, byte Current);

    /// <summary>A cipher and the key for which it was made.</summary>
    private readonly record struct KeyedCipher(byte[]? Key, AesGcm? Cipher);
}
