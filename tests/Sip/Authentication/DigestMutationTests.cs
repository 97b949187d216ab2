using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sealing;

namespace SystemConnector.Sip.Tests.Authentication;

public sealed class DigestMutationTests
{
    private const string Challenge = "Digest realm=\"r\\\"x\", nonce=\"n\", opaque=\"o\", algorithm=MD5, qop=\"auth,auth-int\", stale=true";
    private const string Credentials = "Digest username=\"a\\\\b\", realm=\"r\", nonce=\"n\", uri=\"sip:200@example.com\", response=\"0123456789abcdef0123456789abcdef\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\", opaque=\"o\"";

    private static readonly byte[] Spice = "\r\n \t,=\"\\:;Dd\0\xff"u8.ToArray();

    [Fact]
    public void Mutated_challenges_never_throw()
    {
        var alice = new DigestCredentials("alice", "secret"u8);
        var buffer = new byte[1024];
        foreach (var bytes in Mutations(Challenge))
        {
            if (DigestChallenge.Parse(bytes, false) is not { } challenge) continue;
            var writer = new MessageWriter(buffer);
            if (alice.TryWrite(ref writer, challenge, "INVITE"u8, "sip:a"u8)) Assert.True(writer.Written.EndsWith("\r\n"u8));
        }
    }

    [Fact]
    public void Mutated_credentials_never_throw_and_are_never_right()
    {
        using var sealer = new Sealer([(1, new byte[32])], 1, "nonce"u8);
        var server = new DigestServer(sealer, new DigestServerOptions(), new FakeTimeProvider());
        foreach (var bytes in Mutations(Credentials))
            if (DigestResponse.TryParse(bytes, out var response))
                Assert.NotEqual(DigestVerdict.Ok, server.Verify(response, "INVITE"u8, "sip:200@example.com"u8, "r"u8, "a\\b"u8, "p"u8));
    }

    private static IEnumerable<byte[]> Mutations(string seed)
    {
        var random = new Random(7616);
        var whole = Encoding.ASCII.GetBytes(seed);
        for (var length = 0; length <= whole.Length; length++) yield return whole[..length];
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var i = random.Next(1, 5); i > 0; i--) bytes[random.Next(bytes.Length)] = Spice[random.Next(Spice.Length)];
            yield return bytes;
        }
    }
}
