using System.Security.Cryptography;
using System.Text;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A registrar's rules: challenges, checks digests with its own arithmetic, grants bindings.</summary>
internal sealed class Registrar(string username, string password)
{
    private int _nonces;

    public string Password { get; set; } = password;

    public string Realm { get; set; } = "far.example";

    public bool Sha256 { get; set; }

    /// <summary>One more Contact that is registered; null for none.</summary>
    public string? OtherContact { get; set; }

    public uint Grants { get; set; } = 3600;

    /// <summary>Nonces that are no longer good: an answer with one of them is challenged again.</summary>
    public string? StaleNonce { get; set; }

    public string LastNonce { get; private set; } = "";

    public int Accepted { get; private set; }

    /// <summary>The expiry that the last accepted REGISTER asked for.</summary>
    public string? AskedExpires { get; private set; }

    public string Answer(FarRequest request)
    {
        var credentials = request.Header("Authorization");
        if (credentials is null) return request.Respond(401, Challenge(stale: false));
        if (Value(credentials, "nonce") == StaleNonce) return request.Respond(401, Challenge(stale: true));
        if (!IsRight(credentials, request)) return request.Respond(401, Challenge(stale: false));
        Accepted++;
        // A question for the bindings there are (RFC 3261 §10.2.3), or no REGISTER at all.
        if (request.Header("Contact") is null) return request.Respond(200);
        AskedExpires = request.Header("Expires");
        var contact = $"Contact: {request.Header("Contact")};expires={(AskedExpires == "0" ? 0 : Grants)}";
        return OtherContact is null ? request.Respond(200, contact) : request.Respond(200, $"Contact: {OtherContact}", contact);
    }

    private static string Value(string credentials, string name)
    {
        foreach (var part in credentials["Digest ".Length..].Split(','))
        {
            var pair = part.Trim().Split('=', 2);
            if (pair[0] == name) return pair[1].Trim('"');
        }
        return "";
    }

    private string Challenge(bool stale)
    {
        LastNonce = $"nonce-{++_nonces}";
        return $"WWW-Authenticate: Digest realm=\"{Realm}\", nonce=\"{LastNonce}\", algorithm={(Sha256 ? "SHA-256" : "MD5")}, qop=\"auth\"{(stale ? ", stale=true" : "")}";
    }

    private bool IsRight(string credentials, FarRequest request)
    {
        var uri = Value(credentials, "uri");
        var ha1 = Hash($"{username}:{Realm}:{Password}");
        var ha2 = Hash($"{request.Method}:{uri}");
        var response = Hash($"{ha1}:{Value(credentials, "nonce")}:{Value(credentials, "nc")}:{Value(credentials, "cnonce")}:{Value(credentials, "qop")}:{ha2}");
        return uri == request.Uri && Value(credentials, "username") == username && Value(credentials, "realm") == Realm && Value(credentials, "response") == response;
    }

    private string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // What digest authentication asks for.
        return Convert.ToHexStringLower(Sha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
#pragma warning restore CA5351
    }
}
