using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Authentication;

/// <summary>
/// A challenge that we can answer, kept so that later requests carry credentials the first time (RFC 7616 §3.3, RFC 3261 §22).
/// Immutable but for its nonce count, which several threads may raise at once.
/// </summary>
public sealed class DigestChallenge
{
    private readonly byte[] _realm;
    private readonly byte[] _nonce;
    private readonly byte[] _writtenRealm;
    private readonly byte[] _writtenNonce;
    private readonly byte[] _writtenOpaque;
    private readonly byte[] _writtenAlgorithm;
    private uint _nonceCount;
    private volatile Ha1? _ha1;

    /// <summary>The challenge with another nonce.</summary>
    private DigestChallenge(DigestChallenge former, byte[] writtenNonce)
    {
        IsProxy = former.IsProxy;
        Algorithm = former.Algorithm;
        HasQop = former.HasQop;
        HasOpaque = former.HasOpaque;
        _realm = former._realm;
        _writtenRealm = former._writtenRealm;
        _writtenOpaque = former._writtenOpaque;
        _writtenAlgorithm = former._writtenAlgorithm;
        _writtenNonce = writtenNonce;
        _nonce = Unescaped(writtenNonce);
        _ha1 = former._ha1;
    }

    private DigestChallenge(scoped in Parts parts, DigestAlgorithm algorithm, bool isProxy)
    {
        IsProxy = isProxy;
        Algorithm = algorithm;
        HasQop = parts.Qop;
        HasOpaque = parts.HasOpaque;
        IsStale = parts.Stale;
        _writtenRealm = parts.Realm.ToArray();
        _writtenNonce = parts.Nonce.ToArray();
        _writtenOpaque = parts.Opaque.ToArray();
        _writtenAlgorithm = parts.Algorithm.ToArray();
        _realm = Unescaped(_writtenRealm);
        _nonce = Unescaped(_writtenNonce);
    }

    /// <summary>True for Proxy-Authenticate (407), false for WWW-Authenticate (401).</summary>
    public bool IsProxy { get; }

    /// <summary>The hash algorithm.</summary>
    public DigestAlgorithm Algorithm { get; }

    /// <summary>True when qop=auth was offered; otherwise the response is that of RFC 2617 without qop.</summary>
    public bool HasQop { get; }

    /// <summary>True when only the nonce was too old, so the same password is right (RFC 7616 §3.3).</summary>
    public bool IsStale { get; }

    /// <summary>The realm, quoted pairs undone.</summary>
    public ReadOnlySpan<byte> Realm => _realm;

    /// <summary>The nonce, quoted pairs undone.</summary>
    public ReadOnlySpan<byte> Nonce => _nonce;

    internal bool HasOpaque { get; }

    /// <summary>Values as they stood between the quotes: they go back byte for byte.</summary>
    internal ReadOnlySpan<byte> WrittenRealm => _writtenRealm;

    internal ReadOnlySpan<byte> WrittenNonce => _writtenNonce;

    internal ReadOnlySpan<byte> WrittenOpaque => _writtenOpaque;

    /// <summary>The algorithm's name as offered; empty when none was, for then none is sent back.</summary>
    internal ReadOnlySpan<byte> WrittenAlgorithm => _writtenAlgorithm;

    /// <summary>
    /// The strongest challenge of a 401 (WWW-Authenticate) or 407 (Proxy-Authenticate) that we can answer (RFC 8760 §2.4);
    /// null when there is none.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="md5Only">True to answer MD5 alone, for peers that offer more than they check.</param>
    public static DigestChallenge? Strongest(SipMessage response, bool md5Only = false)
    {
        var isProxy = response.Status == 407;
        var name = isProxy ? HeaderName.ProxyAuthenticate : HeaderName.WwwAuthenticate;
        DigestChallenge? strongest = null;
        foreach (ref readonly var field in response.Fields)
        {
            if (field.Name != name) continue;
            var challenge = Parse(response[field], isProxy);
            if (challenge is null || (md5Only && challenge.Algorithm != DigestAlgorithm.Md5)) continue;
            // Of equals the first: the server lists its challenges in order of preference (RFC 8760 §2.4).
            if (strongest is null || challenge.Algorithm > strongest.Algorithm) strongest = challenge;
        }
        return strongest;
    }

    /// <summary>Parses one challenge; null when it is malformed or asks for what we do not do (another scheme, "-sess", auth-int alone).</summary>
    public static DigestChallenge? Parse(ReadOnlySpan<byte> value, bool isProxy)
    {
        if (!AuthenticationParameters.TryDigest(value, out var parameters)) return null;
        var parts = default(Parts);
        var qopStated = false;
        while (parameters.MoveNext())
        {
            if (parameters.NameIs("realm"u8))
            {
                parts.Realm = parameters.Value;
                parts.HasRealm = true;
            }
            else if (parameters.NameIs("nonce"u8))
            {
                parts.Nonce = parameters.Value;
                parts.HasNonce = true;
            }
            else if (parameters.NameIs("opaque"u8))
            {
                parts.Opaque = parameters.Value;
                parts.HasOpaque = true;
            }
            else if (parameters.NameIs("algorithm"u8)) parts.Algorithm = parameters.Value;
            else if (parameters.NameIs("stale"u8)) parts.Stale = Ascii.EqualsIgnoreCase(parameters.Value, "true"u8);
            else if (parameters.NameIs("qop"u8))
            {
                qopStated = !parameters.Value.IsEmpty;
                parts.Qop = OffersAuth(parameters.Value);
            }
        }
        if (parameters.IsMalformed || !parts.HasRealm || !parts.HasNonce || (qopStated && !parts.Qop)) return null;
        return DigestAlgorithms.TryParse(parts.Algorithm, out var algorithm) ? new DigestChallenge(parts, algorithm, isProxy) : null;
    }

    /// <summary>The same challenge with the nonce that its server wants next, so that the next request is not challenged (RFC 7616 §3.5).</summary>
    /// <param name="writtenNonce">The nonce as <see cref="AuthenticationInfo"/> has it.</param>
    public DigestChallenge WithNonce(byte[] writtenNonce) => new(this, writtenNonce);

    /// <summary>Takes the next nonce count: 1 for the first use.</summary>
    internal uint NextNonceCount() => Interlocked.Increment(ref _nonceCount);

    /// <summary>H(A1) for the credentials, computed once for as long as the same ones are used; empty when they are too long.</summary>
    internal ReadOnlySpan<byte> Ha1For(DigestCredentials credentials)
    {
        if (_ha1 is { } cached && ReferenceEquals(cached.Credentials, credentials)) return cached.Hex;
        var hex = new byte[DigestFormula.HexLength(Algorithm)];
        if (!DigestFormula.TryHa1(Algorithm, credentials.Username, _realm, credentials.Password, hex)) return default;
        _ha1 = new Ha1(credentials, hex);
        return hex;
    }

    private static bool OffersAuth(ReadOnlySpan<byte> options)
    {
        foreach (var range in options.Split((byte)','))
            if (Ascii.EqualsIgnoreCase(options[range].Trim(" \t"u8), "auth"u8)) return true;
        return false;
    }

    private static byte[] Unescaped(byte[] written)
    {
        if (!written.Contains((byte)'\\')) return written;
        var text = new byte[written.Length];
        return text[..QuotedString.Unescape(written, text)];
    }

    private ref struct Parts
    {
        public ReadOnlySpan<byte> Realm, Nonce, Opaque, Algorithm;
        public bool HasRealm, HasNonce, HasOpaque, Qop, Stale;
    }

    private sealed record Ha1(DigestCredentials Credentials, byte[] Hex);
}
