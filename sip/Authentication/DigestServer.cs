using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Sealing;

namespace SystemConnector.Sip.Authentication;

/// <summary>
/// Challenges requests and checks their credentials (RFC 3261 §22, RFC 7616, RFC 8760). A nonce is sealed, so any node with the same
/// keys can check one that another gave out; nothing is remembered of a challenge. Safe for use by many threads at once.
/// </summary>
public sealed class DigestServer
{
    /// <summary>A nonce is its time of issue (8 bytes, milliseconds) and an identifier (8 bytes).</summary>
    private const int NonceLength = 16;

    /// <summary>How far another node's clock may be ahead of ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private static readonly DigestAlgorithm[] Md5Alone = [DigestAlgorithm.Md5];

    private readonly Sealer _sealer;
    private readonly DigestServerOptions _options;
    private readonly DigestAlgorithm[] _algorithms;
    private readonly TimeProvider _time;
    private readonly NonceCountWindow _window;
    private ulong _lastNonceId;

    /// <summary>Seals nonces with a sealer whose purpose is nonces alone.</summary>
    public DigestServer(Sealer nonceSealer, DigestServerOptions options, TimeProvider time)
    {
        _sealer = nonceSealer;
        _options = options;
        _algorithms = [.. options.Algorithms];
        _time = time;
        _window = new NonceCountWindow(options.ReplayCapacity, options.NonceLifetime + ClockSkew, time);
        // A random place to begin keeps the identifiers of nodes and restarts apart.
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        _lastNonceId = BinaryPrimitives.ReadUInt64BigEndian(random);
    }

    /// <summary>Whether challenges offer that algorithm to everybody.</summary>
    public bool Offers(DigestAlgorithm algorithm) => _algorithms.Contains(algorithm);

    /// <summary>Writes one challenge line per algorithm, all with one nonce.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="proxy">True for Proxy-Authenticate, false for WWW-Authenticate.</param>
    /// <param name="realm">The realm, without quotes.</param>
    /// <param name="stale">True when the credentials were right but for their nonce.</param>
    /// <param name="md5Only">True to offer MD5 alone, to a peer that reads only the first challenge (RFC 8760 §2.4 asks it to skip what it does not know).</param>
    public void WriteChallenges(ref MessageWriter writer, bool proxy, scoped ReadOnlySpan<byte> realm, bool stale, bool md5Only = false)
    {
        Span<byte> plain = stackalloc byte[NonceLength];
        BinaryPrimitives.WriteInt64BigEndian(plain, _time.GetUtcNow().ToUnixTimeMilliseconds());
        // Never 0, which marks a free slot of the window.
        BinaryPrimitives.WriteUInt64BigEndian(plain[8..], Interlocked.Increment(ref _lastNonceId) | 1UL << 63);
        Span<byte> nonce = stackalloc byte[Sealer.SealedLength(NonceLength)];
        nonce = nonce[.._sealer.Seal(plain, nonce)];

        foreach (var algorithm in md5Only ? Md5Alone : _algorithms)
        {
            writer.Write(proxy ? "Proxy-Authenticate: Digest realm="u8 : "WWW-Authenticate: Digest realm="u8);
            QuotedString.Write(ref writer, realm);
            writer.Write(", nonce=\""u8);
            writer.Write(nonce);
            writer.Write("\", algorithm="u8);
            writer.Write(DigestAlgorithms.Name(algorithm));
            writer.Write(", qop=\"auth\""u8);
            if (stale) writer.Write(", stale=true"u8);
            writer.Write("\r\n"u8);
        }
    }

    /// <summary>Checks credentials. A request is checked once: a second time its nonce count is used.</summary>
    /// <param name="response">The request's credentials.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="requestUri">The Request-URI.</param>
    /// <param name="realm">The realm that we challenge with.</param>
    /// <param name="username">The account's name, as the password belongs to it.</param>
    /// <param name="password">The account's password.</param>
    /// <param name="md5Only">True for an account that is offered MD5 alone: MD5 is taken of it also where the node offers it to nobody else.</param>
    public DigestVerdict Verify(
        in DigestResponse response, ReadOnlySpan<byte> method, ReadOnlySpan<byte> requestUri,
        ReadOnlySpan<byte> realm, ReadOnlySpan<byte> username, ReadOnlySpan<byte> password, bool md5Only = false)
    {
        // 1. what the credentials say of themselves
        if (!DigestAlgorithms.TryParse(response.Algorithm, out var algorithm)) return DigestVerdict.UnsupportedAlgorithm;
        if (!Offers(algorithm) && !(md5Only && algorithm == DigestAlgorithm.Md5)) return DigestVerdict.UnsupportedAlgorithm;
        var hasQop = !response.Qop.IsEmpty;
        uint count = 0;
        if (hasQop)
        {
            if (!Ascii.EqualsIgnoreCase(response.Qop, "auth"u8)) return DigestVerdict.UnsupportedAlgorithm;
            if (response.Cnonce.IsEmpty || !TryParseCount(response.Nc, out count)) return DigestVerdict.Malformed;
        }
        else if (!_options.AcceptWithoutQop || algorithm != DigestAlgorithm.Md5) return DigestVerdict.Malformed;
        if (!response.Realm.SequenceEqual(realm)) return DigestVerdict.WrongRealm;

        // 2. the nonce is ours
        Span<byte> nonce = stackalloc byte[NonceLength];
        if (_sealer.Open(response.Nonce, nonce) != NonceLength) return DigestVerdict.ForgedNonce;

        // 3. they are for this request, and by someone who knows the password
        if (!DigestUri.Matches(response.Uri, requestUri)) return DigestVerdict.UriMismatch;
        if (!IsRight(response, algorithm, method, realm, username, password)) return DigestVerdict.WrongPassword;

        // 4. only now: stale tells that the password was right (RFC 7616 §3.3), and only the right one is worth remembering
        var issued = BinaryPrimitives.ReadInt64BigEndian(nonce);
        var age = TimeSpan.FromMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds() - issued);
        if (age > _options.NonceLifetime || age < -ClockSkew) return DigestVerdict.StaleNonce;
        if (!hasQop) return DigestVerdict.Ok;
        return _window.Record(BinaryPrimitives.ReadUInt64BigEndian(nonce[8..]), count) switch
        {
            NonceCountUse.First => DigestVerdict.Ok,
            NonceCountUse.Again => DigestVerdict.ReplayedNonceCount,
            _ => DigestVerdict.StaleNonce,
        };
    }

    [SkipLocalsInit]
    private static bool IsRight(
        in DigestResponse response, DigestAlgorithm algorithm, ReadOnlySpan<byte> method,
        ReadOnlySpan<byte> realm, ReadOnlySpan<byte> username, ReadOnlySpan<byte> password)
    {
        var length = DigestFormula.HexLength(algorithm);
        if (response.Response.Length != length) return false;
        Span<byte> ha1 = stackalloc byte[length];
        Span<byte> expected = stackalloc byte[length];
        if (!DigestFormula.TryHa1(algorithm, username, realm, password, ha1)) return false;
        if (!DigestFormula.TryResponse(algorithm, ha1, response.Nonce, response.Nc, response.Cnonce, response.Qop, method, response.Uri, expected)) return false;

        // LHEX is lower case (RFC 7616 §3.1); some phones write upper case.
        Span<byte> given = stackalloc byte[length];
        Ascii.ToLower(response.Response, given, out _);
        return CryptographicOperations.FixedTimeEquals(given, expected);
    }

    /// <summary>nc-value is eight hexadecimal digits (RFC 7616 §3.4); fewer are taken.</summary>
    private static bool TryParseCount(ReadOnlySpan<byte> nc, out uint count) =>
        Utf8Parser.TryParse(nc, out count, out var consumed, 'x') && consumed == nc.Length && nc.Length <= 8;
}
