using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>
/// Transfers across a trunk (RFC 3515, 3891): what a Refer-To names is reached by whoever gets it, by way of us or in its own house,
/// and the class of service of who then calls holds as for any call.
/// </summary>
public sealed class TransferTests(RunningNode node) : IClassFixture<RunningNode>, IDisposable
{
    private readonly Sides _sides = new(node);

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task Rfc3515_blind_transfer_by_a_phone_brings_the_far_side_back_to_us_by_number()
    {
        var far = await _sides.FarAsync("16");
        var phone = await _sides.PhoneAsync("101");
        var target = await _sides.PhoneAsync("102");
        var (near, remote) = await _sides.CallAsync(phone, "101", far, "160");

        await near.SendAsync("REFER", "Refer-To: <sip:102@a.example>\nReferred-By: <sip:101@a.example>\nRefer-Sub: true\n");
        var refer = await far.ReceiveAsync("REFER ");
        Assert.Equal($"<sip:102@{node.Udp}>", RawPeer.Value(refer, "Refer-To"));
        Assert.Equal("<sip:101@127.0.0.1>", RawPeer.Value(refer, "Referred-By"));
        Assert.Equal("true", RawPeer.Value(refer, "Refer-Sub"));

        // A NOTIFY may come before the 202.
        await remote.SendAsync("NOTIFY", "Event: refer\nSubscription-State: active;expires=60\nContent-Type: message/sipfrag\n", "SIP/2.0 100 Trying\n");
        var notify = await phone.ReceiveAsync("NOTIFY ");
        Assert.EndsWith("SIP/2.0 100 Trying\r\n", notify, StringComparison.Ordinal);
        await phone.RespondAsync(notify, "200 OK", "x");
        await far.ReceiveAsync("SIP/2.0 200");
        await far.RespondAsync(refer, "202 Accepted", "b");
        await phone.ReceiveAsync("SIP/2.0 202");

        var transferred = RawDialog.Caller(far, "<sip:160@far>", RawPeer.Uri(refer, "Refer-To"));
        await transferred.SendAsync("INVITE", $"Referred-By: {RawPeer.Value(refer, "Referred-By")}\n");
        var invite = await target.ReceiveAsync("INVITE ");
        Assert.Equal("<sip:101@127.0.0.1>", RawPeer.Value(invite, "Referred-By"));
        await target.RespondAsync(invite, "200 OK", "t", $"Contact: <sip:102@{target.Local}>\n");
        transferred.Answered(await far.ReceiveAsync("SIP/2.0 200"));
        await transferred.SendAsync("ACK");
        await target.ReceiveAsync("ACK ");
    }

    [Fact]
    public async Task Blind_transfer_to_a_number_of_the_far_side_itself_names_its_own_number()
    {
        var phone = await _sides.PhoneAsync("103");
        var far = await _sides.FarAsync("817", static spec => spec with { Ranges = [new ExtensionRangeSpec("8170", "8179", StripDigits: 1)] });
        var (near, remote) = await _sides.CallAsync(phone, "103", far, "8170");

        await near.SendAsync("REFER", $"Refer-To: \"Kari\" <sip:8171@{node.Udp}?Subject=hello>;x=1\n");
        var refer = await far.ReceiveAsync("REFER ");
        Assert.Equal($"<sip:171@{far.Local}?Subject=hello>;x=1", RawPeer.Value(refer, "Refer-To"));

        // The other way round: the far side's own number becomes the one that is dialled here.
        await remote.SendAsync("REFER", $"Refer-To: <sip:172@{far.Local}>\n");
        Assert.Equal($"<sip:8172@{node.Udp}>", RawPeer.Value(await phone.ReceiveAsync("REFER "), "Refer-To"));
        await remote.SendAsync("REFER", $"Refer-To: <sip:103@{node.Udp}>\n");
        Assert.Equal($"<sip:103@{node.Udp}>", RawPeer.Value(await phone.ReceiveAsync("REFER "), "Refer-To"));
    }

    [Fact]
    public async Task Blind_transfer_to_a_third_system_is_transit_and_refused_with_its_reason()
    {
        var far = await _sides.FarAsync("18");
        var third = await _sides.FarAsync("19");
        var phone = await _sides.PhoneAsync("104");
        var (near, _) = await _sides.CallAsync(phone, "104", far, "180");
        await near.SendAsync("REFER", "Refer-To: <sip:190@a.example>\n");
        var refer = await far.ReceiveAsync("REFER ");
        var transferred = RawDialog.Caller(far, "<sip:180@far>", RawPeer.Uri(refer, "Refer-To"));
        await transferred.SendAsync("INVITE");
        Assert.Contains("local numbers only", RawPeer.Value(await far.ReceiveAsync("SIP/2.0 404"), "Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rfc3891_attended_transfer_by_a_phone_reaches_the_party_that_holds_the_replaced_call()
    {
        var far = await _sides.FarAsync("20");
        var phone = await _sides.PhoneAsync("105");
        var target = await _sides.PhoneAsync("106");
        var (first, _) = await _sides.CallAsync(phone, "105", far, "200");
        var (second, held) = await _sides.CallAsync(phone, "105", target, "106");

        await first.SendAsync("REFER", $"Refer-To: <{second.Target}?Replaces={second.CallId}%3Bto-tag%3D{second.RemoteTag}%3Bfrom-tag%3D{second.LocalTag}&Require=replaces>\n");
        var refer = await far.ReceiveAsync("REFER ");
        await far.RespondAsync(refer, "202 Accepted", "b");
        var (uri, replaces) = Referred(refer);
        Assert.StartsWith($"sip:106@{node.Udp};sc=", uri, StringComparison.Ordinal);

        var transferred = RawDialog.Caller(far, "<sip:200@far>", uri);
        await transferred.SendAsync("INVITE", $"Replaces: {replaces}\nRequire: replaces\n");
        var invite = await target.ReceiveAsync("INVITE ");
        Assert.StartsWith($"INVITE sip:callee@{target.Local} ", invite, StringComparison.Ordinal);
        // The party finds its dialog by what stands there.
        Assert.Equal($"{held.CallId};to-tag={held.LocalTag};from-tag={held.RemoteTag}", RawPeer.Value(invite, "Replaces"));
        await target.RespondAsync(invite, "200 OK", "t", $"Contact: <sip:callee@{target.Local}>\n");
        transferred.Answered(await far.ReceiveAsync("SIP/2.0 200"));
        await transferred.SendAsync("ACK");
        await target.ReceiveAsync("ACK ");
        await transferred.SendAsync("BYE");
        await target.ReceiveAsync("BYE ");

        // A token is of no use to a stranger, nor without the Call-ID that it was made for.
        var stranger = _sides.Peer();
        var attempt = RawDialog.Caller(stranger, "<sip:x@y>", uri);
        await attempt.SendAsync("INVITE", $"Replaces: {replaces}\n");
        await stranger.ReceiveAsync("SIP/2.0 401");
    }

    [Fact]
    public async Task Attended_transfer_to_a_phone_behind_NAT_has_its_media_relayed()
    {
        const string Offer = "v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\nm=audio 4000 RTP/AVP 0\n";
        var far = await _sides.FarAsync("25");
        var phone = await _sides.PhoneAsync("109");
        var target = await _sides.PhoneAsync("110");
        var (first, _) = await _sides.CallAsync(phone, "109", far, "250");
        var (second, held) = await _sides.InviteAsync(phone, "109", target, "110");
        // It names an address that is not the one from which it speaks.
        await target.RespondAsync(held, "200 OK", "b", "Contact: <sip:callee@10.99.99.99>\n");
        second.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await second.SendAsync("ACK");
        await target.ReceiveAsync("ACK ");

        await first.SendAsync("REFER", $"Refer-To: <{second.Target}?Replaces={second.CallId}%3Bto-tag%3D{second.RemoteTag}%3Bfrom-tag%3D{second.LocalTag}>\n");
        var (uri, replaces) = Referred(await far.ReceiveAsync("REFER "));
        var transferred = RawDialog.Caller(far, "<sip:250@far>", uri);
        await transferred.SendAsync("INVITE", $"Replaces: {replaces}\nContent-Type: application/sdp\n", Offer);
        var invite = await target.ReceiveAsync("INVITE ");
        Assert.DoesNotContain("192.0.2.9\r\nt=", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("m=audio 4000 ", invite, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attended_transfer_between_two_parties_of_the_far_side_stays_in_its_house()
    {
        var far = await _sides.FarAsync("21");
        var phone = await _sides.PhoneAsync("107");
        var (first, _) = await _sides.CallAsync(phone, "107", far, "210");
        var (second, _) = await _sides.CallAsync(phone, "107", far, "211");
        await first.SendAsync("REFER", $"Refer-To: <{second.Target}?Replaces={second.CallId}%3Bto-tag%3D{second.RemoteTag}%3Bfrom-tag%3D{second.LocalTag}>\n");
        var (uri, replaces) = Referred(await far.ReceiveAsync("REFER "));
        Assert.Equal($"sip:callee@{far.Local}", uri);
        Assert.StartsWith(second.CallId, replaces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attended_transfer_by_the_far_side_leads_a_phone_to_a_party_that_only_the_far_side_knows()
    {
        var far = await _sides.FarAsync("22");
        var third = await _sides.FarAsync("23");
        var phone = await _sides.PhoneAsync("108");
        var (_, remote) = await _sides.CallAsync(phone, "108", far, "220");
        await remote.SendAsync("REFER", $"Refer-To: <sip:pbx-7f3@{far.Local};gr?Replaces=inside%40pbx%3Bto-tag%3D1%3Bfrom-tag%3D2>\n");
        var (uri, replaces) = Referred(await phone.ReceiveAsync("REFER "));
        Assert.StartsWith($"sip:pbx-7f3@{node.Udp};sc=", uri, StringComparison.Ordinal);
        Assert.Equal("inside@pbx;to-tag=1;from-tag=2", replaces);

        await phone.SendAsAsync("108", RawDialog.Caller(phone, "<sip:108@a.example>", uri), "INVITE", $"Replaces: {replaces}\n");
        var invite = await far.ReceiveAsync("INVITE ");
        Assert.StartsWith($"INVITE sip:pbx-7f3@{far.Local};gr ", invite, StringComparison.Ordinal);
        Assert.Equal(replaces, RawPeer.Value(invite, "Replaces"));

        // Class of service: another system must not be led there by way of us.
        await third.SendAsync(RawDialog.Caller(third, "<sip:230@far>", uri).Request("INVITE", $"Replaces: {replaces}\n"));
        Assert.Contains("local numbers only", RawPeer.Value(await third.ReceiveAsync("SIP/2.0 403"), "Reason"), StringComparison.Ordinal);
        // With another Call-ID the token does not open, and what stands before it is no number.
        await third.SendAsync(RawDialog.Caller(third, "<sip:230@far>", uri).Request("INVITE", "Replaces: other;to-tag=1;from-tag=2\n"));
        await third.ReceiveAsync("SIP/2.0 404");
    }

    [Fact]
    public async Task Rfc3515_2_4_6_notification_names_the_REFER_by_the_CSeq_that_its_sender_gave_it()
    {
        var down = await _sides.FarAsync("24", static spec => spec with { Priority = 1 });
        var far = await _sides.FarAsync("24", static spec => spec with { Priority = 2 });
        var phone = await _sides.PhoneAsync("109");
        var near = RawDialog.Caller(phone, "<sip:109@a.example>", $"sip:240@{node.Udp}");
        await phone.SendAsAsync("109", near, "INVITE");
        await down.RespondAsync(await down.ReceiveAsync("INVITE "), "503 Service Unavailable", "d");
        var invite = await far.ReceiveAsync("INVITE ");
        var remote = RawDialog.Callee(far, invite, "b");
        await far.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("REFER", "Refer-To: <sip:109@a.example>\n");
        var refer = await far.ReceiveAsync("REFER ");
        Assert.Equal("4 REFER", RawPeer.Value(refer, "CSeq"));
        await remote.SendAsync("NOTIFY", "Event: refer;id=4\nSubscription-State: terminated\n");
        Assert.Equal("refer;id=3", RawPeer.Value(await phone.ReceiveAsync("NOTIFY "), "Event"));
        await near.SendAsync("SUBSCRIBE", "Event: refer;id=3\nExpires: 0\n");
        Assert.Equal("refer;id=4", RawPeer.Value(await far.ReceiveAsync("SUBSCRIBE "), "Event"));
    }

    [Theory]
    [InlineData("REFER", "403")]
    [InlineData("NOTIFY", "481")]
    [InlineData("SUBSCRIBE", "405")]
    [InlineData("PUBLISH", "405")]
    [InlineData("FANCY", "501")]
    public async Task Rfc3261_8_2_1_method_outside_of_a_call_is_refused_as_what_it_is(string method, string status)
    {
        var far = await _sides.FarAsync("25");
        await far.SendAsync(RawDialog.Caller(far, "<sip:250@far>", $"sip:110@{node.Udp}").Request(method, "Refer-To: <sip:x@y>\nEvent: x\n"));
        var answer = await far.ReceiveAsync("SIP/2.0 ");
        Assert.StartsWith($"SIP/2.0 {status} ", answer, StringComparison.Ordinal);
        if (status is "405" or "501") Assert.Contains("MESSAGE", RawPeer.Value(answer, "Allow"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("OPTIONS")]
    [InlineData("MESSAGE")]
    [InlineData("FANCY")]
    public async Task Method_inside_a_call_passes_whether_we_know_it_or_not(string method)
    {
        var far = await _sides.FarAsync("26");
        var phone = await _sides.PhoneAsync("110");
        var (near, remote) = await _sides.CallAsync(phone, "110", far, "260");
        await near.SendAsync(method, "Content-Type: application/dtmf-relay\n", "Signal=5\n");
        var request = await far.ReceiveAsync($"{method} ");
        Assert.EndsWith("Signal=5\r\n", request, StringComparison.Ordinal);
        await far.RespondAsync(request, "200 OK", "b");
        await phone.ReceiveAsync("SIP/2.0 200");
        await remote.SendAsync(method);
        await phone.ReceiveAsync($"{method} ");
    }

    [Fact]
    public async Task Rfc3261_8_1_3_4_redirect_names_a_number_that_the_caller_can_call()
    {
        var far = await _sides.FarAsync("827", static spec => spec with { Ranges = [new ExtensionRangeSpec("8270", "8279", StripDigits: 1)] });
        var phone = await _sides.PhoneAsync("111");
        var forwarded = await _sides.PhoneAsync("112");
        var (_, invite) = await _sides.InviteAsync(phone, "111", far, "8270");
        await far.RespondAsync(invite, "302 Moved Temporarily", "b", $"Contact: <sip:271@{far.Local}>;q=0.7, <sip:272@{far.Local}>\n");
        Assert.Equal(
            [$"<sip:8271@{node.Udp}>;q=0.7", $"<sip:8272@{node.Udp}>"], RawPeer.Values(await phone.ReceiveAsync("SIP/2.0 302"), "Contact"));

        // A phone that is forwarded, called by the far side: one target is ours, the other its own.
        await far.SendAsync(RawDialog.Caller(far, "<sip:270@far>", $"sip:112@{node.Udp}").Request("INVITE"));
        await forwarded.RespondAsync(
            await forwarded.ReceiveAsync("INVITE "), "302 Moved Temporarily", "f", "Contact: <sip:111@a.example>\nContact: <sip:8271@a.example>\nDiversion: <sip:112@a.example>;reason=unconditional\n");
        var moved = await far.ReceiveAsync("SIP/2.0 302");
        Assert.Equal([$"<sip:111@{node.Udp}>", $"<sip:271@{far.Local}>"], RawPeer.Values(moved, "Contact"));
        Assert.Equal("<sip:112@a.example>;reason=unconditional", RawPeer.Value(moved, "Diversion"));
    }

    private static (string Uri, string Replaces) Referred(string refer)
    {
        var parts = RawPeer.Uri(refer, "Refer-To").Split("?Replaces=");
        return (parts[0], Uri.UnescapeDataString(parts[1].Split('&')[0]));
    }
}
