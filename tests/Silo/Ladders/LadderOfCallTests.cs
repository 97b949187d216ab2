using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Silo.Ladders;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Ladders;

public sealed class LadderOfCallTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task Call_has_its_messages_in_their_order_without_credentials_and_tokens()
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync("181");
        var far = await sides.FarAsync("81");
        var (near, _) = await sides.CallAsync(phone, "181", far, "811");
        var ladder = node.Services.GetRequiredService<IMessageLadder>();
        var messages = ladder.Of(near.CallId);
        var lines = messages.Select(static m => $"{(m.IsSent ? "→" : "←")} {m.StartLine.Split(' ') switch { ["SIP/2.0", var status, ..] => status, [var method, ..] => method, _ => "" }}").ToList();
        Assert.Equal(["← INVITE", "→ 401", "← ACK", "← INVITE"], lines.Take(4));
        Assert.Equal(["→ 200", "← ACK", "→ ACK"], lines[^3..]);
        Assert.All(messages, message =>
        {
            Assert.DoesNotMatch("response=|nonce=\"|;sc=[^*]", message.Text);
            Assert.Contains(near.CallId, message.Text, StringComparison.Ordinal);
        });
        Assert.Contains("username=\"181\"", messages[3].Text, StringComparison.Ordinal);
        // The caller sends its ACK to the address that it was given for the called side; the token is in it.
        Assert.Contains(";sc=***", messages[^2].StartLine, StringComparison.Ordinal);
        Assert.Equal(($"{phone.Local}", $"{node.Udp}"), (messages[0].Remote, messages[0].Local));
        Assert.Empty(ladder.Of(near.CallId[..^1]));
        Assert.Empty(ladder.Of(""));
    }

    [Fact]
    public void Secrets_are_hidden_however_they_are_written()
    {
        var message = "INVITE sip:bob:letmein@x SIP/2.0\r\nauthorization : Digest username=\"u\",\r\n realm=\"r\", nonce=\"s3cret\", response=\"s3cret\\\"s3cret\", opaque=s3cret, auth-param=s3cret\r\n"
            + "Proxy-Authorization: Basic s3cret\r\nAuthentication-Info: nextnonce=\"s3cret\"\r\nRefer-To: <sip:9@h;sc=s3cret?Replaces=1%3Bx>, <sip:h?Route=%3Csip:a%3Bsc%3Ds3cret%3E>\r\nRoute: <sip:h;lr;sr=s3cret>\r\n"
            + "Content-Type: application/sdp\r\n\r\nv=0\r\nk=clear:s3cret\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:s3cret|2^20\r\na=ice-ufrag:abc\r\na=ice-pwd:s3cret\r\na=rtpmap:0 PCMU/8000\r\n";
        var (start, text) = Redaction.Of(Encoding.UTF8.GetBytes(message));
        Assert.Equal("INVITE sip:bob:***@x SIP/2.0", start);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("letmein", text, StringComparison.Ordinal);
        Assert.Contains("authorization: Digest username=\"u\", realm=\"r\", ***\n", text, StringComparison.Ordinal);
        Assert.Contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 ***\n", text, StringComparison.Ordinal);
        Assert.Contains("a=rtpmap:0 PCMU/8000\n", text, StringComparison.Ordinal);
        // What people write to each other, and the digits that they press, are nobody's business.
        Assert.EndsWith("\n[11 bytes of text/plain]\n", Redaction.Of("MESSAGE sip:x SIP/2.0\r\nc: text/plain\r\n\r\nPIN is 1234"u8).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ring_keeps_the_latest_and_every_copy_is_whole_while_others_write()
    {
        var rings = new MessageRings(Microsoft.Extensions.Options.Options.Create(new CallOptions { LadderMegabytes = 1 }), TimeProvider.System);
        await using var transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), static _ => { });
        var flow = new Flow(transport, TransportAddress.Of(IPAddress.Loopback, 5060));
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 2).Select(writer => Task.Run(() =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++) rings.Sent(Encoding.ASCII.GetBytes($"INVITE {new string((char)('a' + (i % 26)), 200 + (i % 700))}"), flow);
        })).ToArray();
        var seen = 0;
        // However seldom a busy machine lets the writers write.
        for (var look = 0; look < 200 || seen <= 1000; look++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            rings.Read((message, _, isSent, _, in _, in remote) =>
            {
                seen++;
                Assert.True(isSent && remote.Port == 5060 && message.StartsWith("INVITE "u8));
                Assert.Equal(-1, message[7..].IndexOfAnyExcept(message[7]));
            });
        }
        await done.CancelAsync();
        await Task.WhenAll(writers);
        Assert.True(seen > 1000);
        rings.Sent("OPTIONS sip:x SIP/2.0\r\n"u8, flow);
        rings.Sent("SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\n"u8, flow);
        rings.Read((message, _, _, _, in _, in _) => Assert.True(message.StartsWith("INVITE "u8)));
    }
}
