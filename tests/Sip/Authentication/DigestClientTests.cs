using System.Text;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Tests.Authentication;

public sealed class DigestClientTests
{
    private static readonly DigestCredentials Alice = new("alice", "secret"u8);

    [Fact]
    public void Rfc8760_2_4_strongest_challenge_is_answered()
    {
        var response = Unauthorized("""
            WWW-Authenticate: Digest realm="r", nonce="1", algorithm=MD5, qop="auth"
            WWW-Authenticate: Digest realm="r", nonce="2", algorithm=SHA-512-256, qop="auth"
            WWW-Authenticate: Digest realm="r", nonce="3", algorithm=SHA-256, qop="auth"
            WWW-Authenticate: Basic realm="r"
            """);
        Assert.Equal(DigestAlgorithm.Sha512Slash256, DigestChallenge.Strongest(response)!.Algorithm);
        Assert.Equal("1", Encoding.UTF8.GetString(DigestChallenge.Strongest(response, md5Only: true)!.Nonce));
    }

    [Theory]
    [InlineData("Basic realm=\"r\"")]
    [InlineData("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess, qop=\"auth\"")]
    [InlineData("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"")]
    [InlineData("Digest realm=\"r\"")]
    [InlineData("Digest nonce=\"n\"")]
    [InlineData("Digest realm=\"r, nonce=\"n\"")]
    [InlineData("Digest")]
    public void Challenge_that_cannot_be_answered_is_passed_over(string value) =>
        Assert.Null(DigestChallenge.Strongest(Unauthorized("WWW-Authenticate: " + value)));

    [Fact]
    public void Challenge_of_a_proxy_is_answered_to_the_proxy()
    {
        var response = Parse.Message(Status("407 Proxy Authentication Required", "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\"\nWWW-Authenticate: Digest realm=\"w\", nonce=\"n\""));
        var challenge = DigestChallenge.Strongest(response)!;
        Assert.True(challenge.IsProxy);
        Assert.StartsWith("Proxy-Authorization: Digest username=\"alice\", realm=\"p\"", Answer(challenge));
    }

    [Fact]
    public void Rfc2617_3_2_2_1_challenge_without_qop_gets_the_old_response()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc\""u8, false)!;
        var writer = new MessageWriter(new byte[1024]);
        Assert.True(new DigestCredentials("Mufasa", "CircleOfLife"u8).TryWrite(ref writer, challenge, "GET"u8, "/dir/index.html"u8));
        Assert.Equal("Authorization: Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
            + "uri=\"/dir/index.html\", response=\"1949323746fe6a43ef61f9606e7febea\", opaque=\"5ccc\"\r\n", Encoding.UTF8.GetString(writer.Written));
    }

    [Fact]
    public void Rfc7616_3_4_nonce_count_rises_and_client_nonce_is_fresh_with_each_use()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int, auth\", algorithm=sha-256"u8, false)!;
        var answers = Enumerable.Range(0, 100).Select(_ => Answer(challenge)).ToList();
        for (var i = 0; i < answers.Count; i++) Assert.Contains($"qop=auth, nc={i + 1:x8}, cnonce=\"", answers[i]);
        Assert.Equal(100, answers.Select(a => a[a.IndexOf("cnonce", StringComparison.Ordinal)..]).Distinct().Count());
        Assert.Contains("algorithm=sha-256", answers[0]); // as offered
    }

    [Fact]
    public void Nonce_count_is_given_out_once_to_many_threads()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"r\", nonce=\"n\", qop=\"auth\""u8, false)!;
        var counts = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 1000, _ =>
        {
            var answer = Answer(challenge);
            counts.Add(answer.Substring(answer.IndexOf("nc=", StringComparison.Ordinal), 11));
        });
        Assert.Equal(1000, counts.Distinct().Count());
    }

    [Fact]
    public void Quotes_and_backslashes_are_escaped_and_hashed_without_their_escapes()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"a \\\"b\\\\\", nonce=\"n\""u8, false)!;
        Assert.Equal("a \"b\\", Encoding.UTF8.GetString(challenge.Realm));
        var writer = new MessageWriter(new byte[1024]);
        Assert.True(new DigestCredentials("x\"y", "p"u8).TryWrite(ref writer, challenge, "INVITE"u8, "sip:a"u8));
        Assert.True(DigestResponse.TryParse(writer.Written["Authorization: ".Length..^2], out var response));
        Assert.Equal("x\"y", Encoding.UTF8.GetString(response.Username));
        Assert.Equal("a \"b\\", Encoding.UTF8.GetString(response.Realm));
    }

    [Fact]
    public void Username_that_would_end_the_line_is_refused()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"r\", nonce=\"n\""u8, false)!;
        var writer = new MessageWriter(new byte[1024]);
        Assert.False(new DigestCredentials("x\r\nRoute: <sip:evil>", "p"u8).TryWrite(ref writer, challenge, "INVITE"u8, "sip:a"u8));
        Assert.Equal(0, writer.Length);
    }

    [Fact]
    public void Values_too_long_to_hash_are_refused()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"r\", nonce=\"n\""u8, false)!;
        var writer = new MessageWriter(new byte[10_000]);
        Assert.False(Alice.TryWrite(ref writer, challenge, "INVITE"u8, new byte[5000]));
        Assert.False(new DigestCredentials(new string('x', 5000), "p"u8).TryWrite(ref writer, challenge, "INVITE"u8, "sip:a"u8));
    }

    [Fact]
    public void Answering_allocates_nothing()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-512-256"u8, false)!;
        var buffer = new byte[1024];
        AllocationAssert.None(() =>
        {
            var writer = new MessageWriter(buffer);
            Alice.TryWrite(ref writer, challenge, "INVITE"u8, "sip:200@example.com"u8);
        });
    }

    private static string Answer(DigestChallenge challenge)
    {
        var writer = new MessageWriter(new byte[1024]);
        Assert.True(Alice.TryWrite(ref writer, challenge, "INVITE"u8, "sip:200@example.com"u8));
        return Encoding.UTF8.GetString(writer.Written);
    }

    private static SipMessage Unauthorized(string fields) => Parse.Message(Status("401 Unauthorized", fields));

    private static string Status(string status, string fields) =>
        $"SIP/2.0 {status}\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>;tag=2\nCall-ID: x\nCSeq: 1 INVITE\n{fields}\nContent-Length: 0\n\n";
}
