using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Authentication;

/// <summary>The digest credentials of a request, as spans over the header value (RFC 7616 §3.4).</summary>
public readonly ref struct DigestResponse
{
    private DigestResponse(scoped in Parts parts)
    {
        Username = parts.Username;
        Realm = parts.Realm;
        Nonce = parts.Nonce;
        Uri = parts.Uri;
        Response = parts.Response;
        Algorithm = parts.Algorithm;
        Qop = parts.Qop;
        Nc = parts.Nc;
        Cnonce = parts.Cnonce;
        Opaque = parts.Opaque;
    }

    /// <summary>The username, quoted pairs undone.</summary>
    public ReadOnlySpan<byte> Username { get; }

    /// <summary>The realm, quoted pairs undone.</summary>
    public ReadOnlySpan<byte> Realm { get; }

    /// <summary>The nonce.</summary>
    public ReadOnlySpan<byte> Nonce { get; }

    /// <summary>The digest-uri.</summary>
    public ReadOnlySpan<byte> Uri { get; }

    /// <summary>The response in hexadecimal.</summary>
    public ReadOnlySpan<byte> Response { get; }

    /// <summary>The algorithm's name; empty when absent, which means MD5.</summary>
    public ReadOnlySpan<byte> Algorithm { get; }

    /// <summary>The quality of protection; empty when absent.</summary>
    public ReadOnlySpan<byte> Qop { get; }

    /// <summary>The nonce count in hexadecimal; empty when absent.</summary>
    public ReadOnlySpan<byte> Nc { get; }

    /// <summary>The client's nonce; empty when absent.</summary>
    public ReadOnlySpan<byte> Cnonce { get; }

    /// <summary>Opaque; empty when absent.</summary>
    public ReadOnlySpan<byte> Opaque { get; }

    /// <summary>
    /// Parses the value of Authorization or Proxy-Authorization; false when it is no Digest, malformed, says a thing twice or
    /// lacks one of username, realm, nonce, uri and response.
    /// </summary>
    /// <remarks>Allocates only when the username or realm has a quoted pair.</remarks>
    public static bool TryParse(ReadOnlySpan<byte> value, out DigestResponse response)
    {
        response = default;
        if (!AuthenticationParameters.TryDigest(value, out var parameters)) return false;
        var parts = default(Parts);
        var seen = default(Seen);
        while (parameters.MoveNext())
        {
            var known = Assign(ref parts, parameters);
            if ((seen & known) != 0) return false;
            seen |= known;
        }
        if (parameters.IsMalformed || (seen & Seen.Mandatory) != Seen.Mandatory) return false;
        parts.Username = Unescaped(parts.Username);
        parts.Realm = Unescaped(parts.Realm);
        response = new DigestResponse(parts);
        return true;
    }

    private static Seen Assign(ref Parts parts, in AuthenticationParameters parameter)
    {
        var value = parameter.Value;
        if (parameter.NameIs("username"u8)) { parts.Username = value; return Seen.Username; }
        if (parameter.NameIs("realm"u8)) { parts.Realm = value; return Seen.Realm; }
        if (parameter.NameIs("nonce"u8)) { parts.Nonce = value; return Seen.Nonce; }
        if (parameter.NameIs("uri"u8)) { parts.Uri = value; return Seen.Uri; }
        if (parameter.NameIs("response"u8)) { parts.Response = value; return Seen.Response; }
        if (parameter.NameIs("algorithm"u8)) { parts.Algorithm = value; return Seen.Algorithm; }
        if (parameter.NameIs("qop"u8)) { parts.Qop = value; return Seen.Qop; }
        if (parameter.NameIs("nc"u8)) { parts.Nc = value; return Seen.Nc; }
        if (parameter.NameIs("cnonce"u8)) { parts.Cnonce = value; return Seen.Cnonce; }
        if (parameter.NameIs("opaque"u8)) { parts.Opaque = value; return Seen.Opaque; }
        return Seen.None;
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> written)
    {
        if (!written.Contains((byte)'\\')) return written;
        var text = new byte[written.Length];
        return text.AsSpan(0, QuotedString.Unescape(written, text));
    }

    [Flags]
    private enum Seen
    {
        None = 0,
        Username = 1,
        Realm = 2,
        Nonce = 4,
        Uri = 8,
        Response = 16,
        Mandatory = Username | Realm | Nonce | Uri | Response,
        Algorithm = 32,
        Qop = 64,
        Nc = 128,
        Cnonce = 256,
        Opaque = 512,
    }

    private ref struct Parts
    {
        public ReadOnlySpan<byte> Username, Realm, Nonce, Uri, Response, Algorithm, Qop, Nc, Cnonce, Opaque;
    }
}
