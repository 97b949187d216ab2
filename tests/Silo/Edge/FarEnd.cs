using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Edge;

/// <summary>A far end that registers with us, with its own digest arithmetic, in every way that far ends get wrong.</summary>
internal sealed class FarEnd(RawPeer peer, string username) : IDisposable
{
    private readonly string _callId = Guid.NewGuid().ToString("N");
    private int _cseq;

    public string Password { get; set; } = "";

    /// <summary>What it registers; its username unless it is set.</summary>
    public string? AddressOfRecord { get; set; }

    /// <summary>The realm that it insists on.</summary>
    public string? Realm { get; set; }

    public string Algorithm { get; set; } = "MD5";

    /// <summary>What it signs for, when that is not what it sends to.</summary>
    public string? Uri { get; set; }

    /// <summary>Credentials before its own.</summary>
    public string OtherCredentials { get; set; } = "";

    public RawPeer Peer => peer;

    /// <summary>The challenge lines of the first answer.</summary>
    public string[] Challenges { get; private set; } = [];

    /// <summary>Registers contacts, answering the challenge once; says the last answer.</summary>
    public async Task<string> RegisterAsync(string fields)
    {
        var challenged = await SendAsync("REGISTER", "", fields);
        Challenges = RawPeer.Values(challenged, "WWW-Authenticate");
        var nonce = Regex.Match(Challenges[0], "nonce=\"(.*?)\"").Groups[1].Value;
        var realm = Realm ?? Regex.Match(Challenges[0], "realm=\"(.*?)\"").Groups[1].Value;
        var uri = Uri ?? "sip:a.example";
        var response = Hash($"{Hash($"{username}:{realm}:{Password}")}:{nonce}:00000001:c:auth:{Hash($"REGISTER:{uri}")}");
        return await SendAsync("REGISTER",
            $"{OtherCredentials}Authorization: Digest username=\"{username}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", "
            + $"algorithm={Algorithm}, qop=auth, nc=00000001, cnonce=\"c\"\n", fields);
    }

    /// <summary>Sends a request and says the answer.</summary>
    public async Task<string> SendAsync(string method, string credentials, string fields)
    {
        var cseq = ++_cseq;
        var (uri, to) = method == "REGISTER" ? ("sip:a.example", $"sip:{AddressOfRecord ?? username}@a.example") : ("sip:100@a.example", "sip:100@a.example");
        await peer.SendAsync(
            $"{method} {uri} SIP/2.0\nVia: SIP/2.0/UDP {peer.Local};branch=z9hG4bK{_callId}{cseq}\nMax-Forwards: 70\nFrom: <sip:160@b.example>;tag=1\n"
            + $"To: <{to}>\nCall-ID: {_callId}\nCSeq: {cseq} {method}\n{credentials}{fields}Content-Length: 0\n\n");
        return await peer.ReceiveAsync("SIP/2.0 ");
    }

    public void Dispose() => peer.Dispose();

    public static FarEnd At(string address, RunningNode node, string username, string password) =>
        new(new RawPeer(address, node.Udp), username) { Password = password };

    private string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // What digest authentication asks for.
        return Convert.ToHexStringLower(Algorithm == "SHA-256" ? SHA256.HashData(bytes) : MD5.HashData(bytes));
#pragma warning restore CA5351
    }
}
