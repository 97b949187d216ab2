using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sealing;

namespace SystemConnector.Sip.Tests.Authentication;

public sealed class DigestServerTests : IDisposable
{
    private static readonly DigestCredentials Alice = new("alice", "secret"u8);

    private readonly FakeTimeProvider _time = new();
    private readonly Sealer _sealer = new([(1, new byte[32])], 1, "nonce"u8);

    public void Dispose() => _sealer.Dispose();

    [Theory]
    [InlineData(DigestAlgorithm.Md5)]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512Slash256)]
    public void Right_credentials_are_accepted(DigestAlgorithm algorithm)
    {
        var server = Server(new DigestServerOptions { Algorithms = [algorithm] });
        Assert.Equal(DigestVerdict.Ok, Verify(server, Answer(Challenge(server))));
    }

    [Fact]
    public void Rfc8760_2_4_challenges_come_strongest_first_with_one_nonce()
    {
        var writer = new MessageWriter(new byte[2048]);
        Server().WriteChallenges(ref writer, proxy: true, "ex\"ample"u8, stale: true);
        var lines = Encoding.UTF8.GetString(writer.Written).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("Proxy-Authenticate: Digest realm=\"ex\\\"ample\", nonce=\"", lines[0]);
        Assert.EndsWith("algorithm=SHA-256, qop=\"auth\", stale=true", lines[0]);
        Assert.EndsWith("algorithm=MD5, qop=\"auth\", stale=true", lines[1]);
        Assert.Equal(lines[0].Split(", ")[1], lines[1].Split(", ")[1]);
    }

    [Fact]
    public void Challenge_by_one_node_is_checked_by_another()
    {
        using var otherSealer = new Sealer([(1, new byte[32])], 1, "nonce"u8);
        var other = new DigestServer(otherSealer, new DigestServerOptions(), _time);
        Assert.Equal(DigestVerdict.Ok, Verify(other, Answer(Challenge(Server()))));
    }

    [Fact]
    public void Wrong_password_is_told_from_a_forged_nonce()
    {
        var server = Server();
        var challenge = Challenge(server);
        Assert.Equal(DigestVerdict.WrongPassword, Verify(server, Answer(challenge), password: "other"));
        using var foreign = new Sealer([(1, [.. Enumerable.Repeat((byte)9, 32)])], 1, "nonce"u8);
        var stranger = new DigestServer(foreign, new DigestServerOptions(), _time);
        Assert.Equal(DigestVerdict.ForgedNonce, Verify(server, Answer(Challenge(stranger))));
    }

    [Fact]
    public void Rfc7616_3_3_nonce_is_stale_after_its_lifetime_if_the_password_is_right()
    {
        var server = Server();
        var challenge = Challenge(server);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(DigestVerdict.Ok, Verify(server, Answer(challenge)));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(DigestVerdict.StaleNonce, Verify(server, Answer(challenge)));
        Assert.Equal(DigestVerdict.WrongPassword, Verify(server, Answer(challenge), password: "other"));
    }

    [Fact]
    public void Nonce_of_a_node_whose_clock_is_far_ahead_is_stale()
    {
        var ahead = new FakeTimeProvider(_time.GetUtcNow() + TimeSpan.FromSeconds(6));
        var challenge = Challenge(new DigestServer(_sealer, new DigestServerOptions(), ahead));
        Assert.Equal(DigestVerdict.StaleNonce, Verify(Server(), Answer(challenge)));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(DigestVerdict.Ok, Verify(Server(), Answer(challenge)));
    }

    [Fact]
    public void Rfc7616_5_12_nonce_count_is_accepted_once_in_any_order()
    {
        var server = Server();
        var challenge = Challenge(server);
        var answers = Enumerable.Range(0, 70).Select(_ => Answer(challenge)).ToArray();
        Assert.Equal(DigestVerdict.Ok, Verify(server, answers[5]));
        Assert.Equal(DigestVerdict.ReplayedNonceCount, Verify(server, answers[5]));
        Assert.Equal(DigestVerdict.Ok, Verify(server, answers[2]));
        Assert.Equal(DigestVerdict.Ok, Verify(server, answers[69]));
        Assert.Equal(DigestVerdict.ReplayedNonceCount, Verify(server, answers[2]));
        Assert.Equal(DigestVerdict.ReplayedNonceCount, Verify(server, answers[5])); // 64 below the highest
        Assert.Equal(DigestVerdict.Ok, Verify(server, answers[6]));
        Assert.Equal(DigestVerdict.ReplayedNonceCount, Verify(server, answers[6]));
    }

    [Fact]
    public void Replay_is_noticed_for_the_whole_lifetime_of_the_nonce()
    {
        var server = Server();
        for (var phase = 0; phase < 7; phase++)
        {
            var challenge = Challenge(server);
            var answer = Answer(challenge);
            _time.Advance(TimeSpan.FromSeconds(11));
            Assert.Equal(DigestVerdict.Ok, Verify(server, answer));
            for (var second = 12; second <= 60; second += 12)
            {
                _time.Advance(TimeSpan.FromSeconds(12));
                if (second + 11 > 60) break;
                Verify(server, Answer(Challenge(server))); // turns the generations
                Assert.Equal(DigestVerdict.ReplayedNonceCount, Verify(server, answer));
            }
        }
    }

    [Fact]
    public void Nonces_beyond_the_capacity_are_stale_until_old_ones_are_forgotten()
    {
        var server = Server(new DigestServerOptions { ReplayCapacity = 160 });
        var verdicts = Enumerable.Range(0, 1000).Select(_ => Verify(server, Answer(Challenge(server)))).ToList();
        Assert.Equal(160, verdicts.Count(v => v == DigestVerdict.Ok));
        Assert.Equal(840, verdicts.Count(v => v == DigestVerdict.StaleNonce));
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(DigestVerdict.Ok, Verify(server, Answer(Challenge(server))));
    }

    [Fact]
    public void Credentials_for_another_realm_method_or_target_are_refused()
    {
        var server = Server();
        var challenge = Challenge(server);
        Assert.Equal(DigestVerdict.WrongRealm, Verify(server, Answer(challenge), realm: "other"));
        Assert.Equal(DigestVerdict.WrongPassword, Verify(server, Answer(challenge), method: "BYE"));
        Assert.Equal(DigestVerdict.UriMismatch, Verify(server, Answer(challenge), uri: "sip:201@example.com"));
    }

    [Theory]
    [InlineData("sip:200@example.com", true)]
    [InlineData("sip:200@EXAMPLE.com:5060;transport=tcp", true)]
    [InlineData("sip:200@example.com:5061", true)]
    [InlineData("sip:200@192.0.2.9", true)]
    [InlineData("sips:200@example.com", false)]
    [InlineData("sip:example.com", false)]
    [InlineData("tel:200", false)]
    public void Rfc7616_3_4_6_digest_uri_names_the_same_user_and_whatever_host_was_rewritten_on_the_way(string requestUri, bool same)
    {
        var server = Server();
        Assert.Equal(same ? DigestVerdict.Ok : DigestVerdict.UriMismatch, Verify(server, Answer(Challenge(server)), uri: requestUri));
    }

    [Fact]
    public void Algorithm_that_was_not_offered_is_refused()
    {
        var strong = Server(new DigestServerOptions { Algorithms = [DigestAlgorithm.Sha256] });
        var answer = Answer(Challenge(strong)).Replace("algorithm=SHA-256", "algorithm=MD5", StringComparison.Ordinal);
        Assert.Equal(DigestVerdict.UnsupportedAlgorithm, Verify(strong, answer));
        Assert.Equal(DigestVerdict.UnsupportedAlgorithm, Verify(strong, answer.Replace("=MD5", "=MD5-sess", StringComparison.Ordinal)));
        Assert.Equal(DigestVerdict.UnsupportedAlgorithm, Verify(strong, Answer(Challenge(strong)).Replace("qop=auth", "qop=auth-int", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nc=00000001", "nc=0000000g")]
    [InlineData("nc=00000001", "nc=000000001")]
    [InlineData(", nc=00000001", "")]
    [InlineData("cnonce=\"", "x=\"")]
    public void Credentials_with_a_broken_count_are_malformed(string from, string to)
    {
        var server = Server();
        Assert.Equal(DigestVerdict.Malformed, Verify(server, Answer(Challenge(server)).Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void Rfc3261_22_4_credentials_without_qop_are_taken_for_md5_unless_switched_off()
    {
        var options = new DigestServerOptions { Algorithms = [DigestAlgorithm.Md5] };
        Assert.Equal(DigestVerdict.Ok, Verify(Server(options), AnswerWithoutQop(Server(options))));
        var strict = Server(options with { AcceptWithoutQop = false });
        Assert.Equal(DigestVerdict.Malformed, Verify(strict, AnswerWithoutQop(strict)));
    }

    [Theory]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\"")]
    [InlineData("Digest username=\"a\", username=\"b\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"")]
    [InlineData("Digest username=\"a, realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"")]
    [InlineData("Digest username=\"a\" realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"")]
    [InlineData("Basic QWxhZGRpbg==")]
    [InlineData("Digest ")]
    [InlineData("")]
    public void Malformed_credentials_do_not_parse(string value) => Assert.False(DigestResponse.TryParse(Encoding.UTF8.GetBytes(value), out _));

    [Fact]
    public void Credentials_parse_whatever_their_order_case_and_white_space()
    {
        Assert.True(DigestResponse.TryParse("digest  RESPONSE = \"x\" ,uri=\"sip:a,b\" , realm=\"r\",nonce=n==,,username=\"al\\\"ice\", qop=\"auth\",nc=00000001,unknown=1,"u8, out var response));
        Assert.Equal("al\"ice", Encoding.UTF8.GetString(response.Username));
        Assert.Equal("sip:a,b", Encoding.UTF8.GetString(response.Uri));
        Assert.Equal("n==", Encoding.UTF8.GetString(response.Nonce));
        Assert.Equal("auth", Encoding.UTF8.GetString(response.Qop));
    }

    [Fact]
    public void Challenging_and_verifying_allocate_nothing()
    {
        var server = Server();
        var challenge = Challenge(server);
        var buffer = new byte[2048];
        var refused = 0;
        AllocationAssert.None(() =>
        {
            var writer = new MessageWriter(buffer);
            server.WriteChallenges(ref writer, false, "example.com"u8, false);
            writer = new MessageWriter(buffer);
            Alice.TryWrite(ref writer, challenge, "INVITE"u8, "sip:200@example.com"u8);
            if (!DigestResponse.TryParse(writer.Written["Authorization: ".Length..^2], out var response)
                || server.Verify(response, "INVITE"u8, "sip:200@example.com"u8, "example.com"u8, "alice"u8, "secret"u8) != DigestVerdict.Ok) refused++;
        });
        Assert.Equal(0, refused);
    }

    private DigestServer Server(DigestServerOptions? options = null) => new(_sealer, options ?? new DigestServerOptions(), _time);

    private static DigestChallenge Challenge(DigestServer server)
    {
        var writer = new MessageWriter(new byte[2048]);
        server.WriteChallenges(ref writer, false, "example.com"u8, false);
        var first = writer.Written[..writer.Written.IndexOf((byte)'\r')];
        return DigestChallenge.Parse(first["WWW-Authenticate: ".Length..], false)!;
    }

    private static string Answer(DigestChallenge challenge)
    {
        var writer = new MessageWriter(new byte[2048]);
        Assert.True(Alice.TryWrite(ref writer, challenge, "INVITE"u8, "sip:200@example.com"u8));
        return Encoding.UTF8.GetString(writer.Written["Authorization: ".Length..^2]);
    }

    private static string AnswerWithoutQop(DigestServer server)
    {
        var challenge = Challenge(server);
        var nonce = Encoding.UTF8.GetString(challenge.Nonce);
        return Answer(DigestChallenge.Parse(Encoding.UTF8.GetBytes($"Digest realm=\"example.com\", nonce=\"{nonce}\""), false)!);
    }

    private static DigestVerdict Verify(
        DigestServer server, string credentials, string method = "INVITE", string uri = "sip:200@example.com", string realm = "example.com", string password = "secret")
    {
        Assert.True(DigestResponse.TryParse(Encoding.UTF8.GetBytes(credentials), out var response));
        return server.Verify(response, Encoding.UTF8.GetBytes(method), Encoding.UTF8.GetBytes(uri), Encoding.UTF8.GetBytes(realm), "alice"u8, Encoding.UTF8.GetBytes(password));
    }
}
