using System.Security.Cryptography;
using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Authentication;

/// <summary>A username and password that answer challenges (RFC 7616 §3.4). Keep one instance per account: hashes are cached by it.</summary>
public sealed class DigestCredentials
{
    private readonly byte[] _username;
    private readonly byte[] _password;
    private readonly bool _isWritable;

    /// <summary>Copies both.</summary>
    public DigestCredentials(string username, ReadOnlySpan<byte> passwordUtf8)
    {
        _username = Encoding.UTF8.GetBytes(username);
        _password = passwordUtf8.ToArray();
        _isWritable = !_username.AsSpan().ContainsAnyInRange((byte)0, (byte)0x1f);
    }

    /// <summary>True when these are that username and password.</summary>
    public bool Is(string username, ReadOnlySpan<byte> passwordUtf8) =>
        CryptographicOperations.FixedTimeEquals(_password, passwordUtf8) && _username.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(username));

    internal ReadOnlySpan<byte> Username => _username;

    internal ReadOnlySpan<byte> Password => _password;

    /// <summary>
    /// Writes the whole Authorization or Proxy-Authorization line. False, with nothing usable written, when there is no room,
    /// a value is too long, or the username has control characters, which would end the line.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="challenge">What is answered; its nonce count goes up by one.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="uri">The Request-URI, byte for byte.</param>
    public bool TryWrite(ref MessageWriter writer, DigestChallenge challenge, scoped ReadOnlySpan<byte> method, scoped ReadOnlySpan<byte> uri)
    {
        var ha1 = challenge.Ha1For(this);
        if (!_isWritable || ha1.IsEmpty) return false;

        Span<byte> nc = stackalloc byte[8];
        Span<byte> cnonce = stackalloc byte[ClientNonce.Length];
        Span<byte> response = stackalloc byte[DigestFormula.HexLength(challenge.Algorithm)];
        if (challenge.HasQop)
        {
            challenge.NextNonceCount().TryFormat(nc, out _, "x8", null);
            ClientNonce.Write(cnonce);
        }
        var qop = challenge.HasQop ? "auth"u8 : default;
        if (!DigestFormula.TryResponse(challenge.Algorithm, ha1, challenge.Nonce, nc, cnonce, qop, method, uri, response)) return false;

        writer.Write(challenge.IsProxy ? "Proxy-Authorization: Digest username="u8 : "Authorization: Digest username="u8);
        QuotedString.Write(ref writer, _username);
        writer.Write(", realm=\""u8);
        writer.Write(challenge.WrittenRealm);
        writer.Write("\", nonce=\""u8);
        writer.Write(challenge.WrittenNonce);
        writer.Write("\", uri="u8);
        QuotedString.Write(ref writer, uri);
        writer.Write(", response=\""u8);
        writer.Write(response);
        writer.Write((byte)'"');
        if (!challenge.WrittenAlgorithm.IsEmpty)
        {
            writer.Write(", algorithm="u8);
            writer.Write(challenge.WrittenAlgorithm);
        }
        if (challenge.HasOpaque)
        {
            writer.Write(", opaque=\""u8);
            writer.Write(challenge.WrittenOpaque);
            writer.Write((byte)'"');
        }
        if (challenge.HasQop)
        {
            writer.Write(", qop=auth, nc="u8);
            writer.Write(nc);
            writer.Write(", cnonce=\""u8);
            writer.Write(cnonce);
            writer.Write((byte)'"');
        }
        writer.Write("\r\n"u8);
        return !writer.Overflowed;
    }
}
