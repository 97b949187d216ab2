using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>MESSAGE outside of a call (RFC 3428): routed like a call, under the same class of service.</summary>
public sealed class MessageTests(RunningNode node) : IClassFixture<RunningNode>, IDisposable
{
    private readonly Sides _sides = new(node);

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task Rfc3428_message_of_a_phone_goes_out_over_the_trunk_and_the_next_when_the_first_is_in_trouble()
    {
        var far = await _sides.FarAsync("51", static spec => spec with { Ranges = [new ExtensionRangeSpec("510", "519", PrependDigits: "9")], TrustIdentity = true });
        var down = await _sides.FarAsync("51");
        var phone = await _sides.PhoneAsync("141");
        var near = RawDialog.Caller(phone, "\"Rani\" <sip:141@a.example>", $"sip:510@{node.Udp}");
        await phone.SendAsAsync("141", near, "MESSAGE", "Content-Type: text/plain\n", "Lunch?");
        await down.RespondAsync(await down.ReceiveAsync("MESSAGE "), "503 Service Unavailable", "d");

        var message = await far.ReceiveAsync("MESSAGE ");
        Assert.StartsWith($"MESSAGE sip:9510@{far.Local} ", message, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nLunch?", message, StringComparison.Ordinal);
        Assert.Equal("\"Rani\" <sip:141@127.0.0.1>", RawPeer.Value(message, "P-Asserted-Identity"));
        Assert.Equal("3 MESSAGE", RawPeer.Value(message, "CSeq"));
        Assert.Empty(RawPeer.Values(message, "Authorization"));
        await far.RespondAsync(message, "202 Accepted", "b");
        Assert.Equal("2 MESSAGE", RawPeer.Value(await phone.ReceiveAsync("SIP/2.0 202"), "CSeq"));
    }

    [Fact]
    public async Task Message_of_a_far_side_reaches_a_phone_but_no_third_system()
    {
        var far = await _sides.FarAsync("52");
        await _sides.FarAsync("53");
        var phone = await _sides.PhoneAsync("142");
        await far.SendAsync(RawDialog.Caller(far, "<sip:520@far>", $"sip:142@{node.Udp}").Request("MESSAGE", "Content-Type: text/plain\n", "Hello"));
        var message = await phone.ReceiveAsync("MESSAGE ");
        Assert.StartsWith($"MESSAGE sip:142@{phone.Local} ", message, StringComparison.Ordinal);
        await phone.RespondAsync(message, "200 OK", "p");
        await far.ReceiveAsync("SIP/2.0 200");

        await far.SendAsync(RawDialog.Caller(far, "<sip:520@far>", $"sip:530@{node.Udp}").Request("MESSAGE", "", "Hello"));
        Assert.Contains("local numbers only", RawPeer.Value(await far.ReceiveAsync("SIP/2.0 404"), "Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rfc3428_8_message_that_is_too_long_for_a_datagram_is_refused()
    {
        var far = await _sides.FarAsync("54");
        await _sides.PhoneAsync("143");
        await far.SendAsync(RawDialog.Caller(far, "<sip:540@far>", $"sip:143@{node.Udp}").Request("MESSAGE", "", new string('x', 1300)));
        await far.ReceiveAsync("SIP/2.0 513");
    }

    [Fact]
    public async Task Far_sides_challenge_is_answered_with_the_trunks_credentials()
    {
        var far = await _sides.FarAsync("55", static spec => spec with { Type = ConnectionType.Password, Username = "trunk-55", Password = "correct-horse", Register = false });
        var phone = await _sides.PhoneAsync("144");
        await phone.SendAsAsync("144", RawDialog.Caller(phone, "<sip:144@a.example>", $"sip:550@{node.Udp}"), "MESSAGE", "", "Hello");
        await far.RespondAsync(await far.ReceiveAsync("MESSAGE "), "401 Unauthorized", "b", "WWW-Authenticate: Digest realm=\"far\", nonce=\"n\", qop=\"auth\"\n");
        var again = await far.ReceiveAsync("MESSAGE ");
        Assert.Contains("username=\"trunk-55\"", RawPeer.Value(again, "Authorization"), StringComparison.Ordinal);
        await far.RespondAsync(again, "200 OK", "b");
        await phone.ReceiveAsync("SIP/2.0 200");
    }

    [Fact]
    public async Task Message_that_comes_back_goes_in_a_circle()
    {
        var west = await _sides.FarAsync("56", static spec => spec with { AllowTransit = true });
        var east = await _sides.FarAsync("57", static spec => spec with { AllowTransit = true });
        await west.SendAsync(RawDialog.Caller(west, "<sip:560@far>", $"sip:570@{node.Udp}").Request("MESSAGE"));
        var hop = RawPeer.Value(await east.ReceiveAsync("MESSAGE "), "X-System-Connector-Hop");
        await west.SendAsync(RawDialog.Caller(west, "<sip:560@far>", $"sip:570@{node.Udp}").Request("MESSAGE", $"X-System-Connector-Hop: {hop}\n"));
        await west.ReceiveAsync("SIP/2.0 482");
    }
}
