namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Session timers (RFC 4028 §8): offered on every call over a trunk, so that a call whose end was lost is noticed by the ends.</summary>
public sealed class SessionTimerTests(RunningNode node) : IClassFixture<RunningNode>, IDisposable
{
    private readonly Sides _sides = new(node);

    public void Dispose() => _sides.Dispose();

    [Theory]
    [InlineData("", 1800, "1800", "")]
    [InlineData("", 0, "", "")]
    [InlineData("Session-Expires: 3600;refresher=uac\n", 600, "600;refresher=uac", "")]
    [InlineData("x: 500;refresher=uas\n", 600, "500;refresher=uas", "")]
    [InlineData("Session-Expires: 3600\n", 0, "3600", "")]
    [InlineData("Session-Expires: 3600\nMin-SE: 1200\n", 600, "1200", "1200")]
    [InlineData("Min-SE: 2400\n", 600, "2400", "2400")]
    [InlineData("Session-Expires: 30\n", 600, "90", "")]
    public async Task Rfc4028_8_1_call_is_offered_the_shortest_interval_that_is_wished_for_and_allowed(string asked, int wished, string offered, string least)
    {
        var far = await _sides.FarAsync("31", spec => spec with { SessionExpiresSeconds = wished });
        var phone = await _sides.PhoneAsync("121");
        var (_, invite) = await _sides.InviteAsync(phone, "121", far, "310", asked);
        Assert.Equal(offered.Length == 0 ? [] : [offered], [.. RawPeer.Values(invite, "Session-Expires"), .. RawPeer.Values(invite, "x")]);
        Assert.Equal(least.Length == 0 ? [] : [least], RawPeer.Values(invite, "Min-SE"));
    }

    [Theory]
    [InlineData("Supported: replaces, timer\n", "", "1800;refresher=uac", "timer")]
    [InlineData("k: timer\n", "Session-Expires: 900;refresher=uas\nRequire: timer\n", "900;refresher=uas", "timer")]
    [InlineData("", "Session-Expires: 900;refresher=uas\n", "900;refresher=uas", "")]
    [InlineData("", "", "", "")]
    public async Task Rfc4028_8_2_timer_is_turned_on_at_the_caller_when_only_the_caller_knows_it(string supported, string answer, string expected, string required)
    {
        var far = await _sides.FarAsync("32");
        var phone = await _sides.PhoneAsync("122");
        var (_, invite) = await _sides.InviteAsync(phone, "122", far, "320", supported);
        await far.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n{answer}");
        var ok = await phone.ReceiveAsync("SIP/2.0 200");
        Assert.Equal(expected.Length == 0 ? [] : [expected], RawPeer.Values(ok, "Session-Expires"));
        Assert.Equal(required.Length == 0 ? [] : [required], RawPeer.Values(ok, "Require"));
    }

    [Fact]
    public async Task Rfc4028_8_1_interval_that_is_too_short_is_refused_with_422_in_and_outside_of_a_call()
    {
        var far = await _sides.FarAsync("33");
        var phone = await _sides.PhoneAsync("123");
        var call = RawDialog.Caller(phone, "<sip:123@a.example>", $"sip:330@{node.Udp}");
        await phone.SendAsAsync("123", call, "INVITE", "Supported: timer\nSession-Expires: 60\n");
        Assert.Equal("90", RawPeer.Value(await phone.ReceiveAsync("SIP/2.0 422"), "Min-SE"));

        var (near, remote) = await _sides.CallAsync(phone, "123", far, "330", "Supported: timer\n");
        await near.SendAsync("UPDATE", "Supported: timer\nSession-Expires: 89\n");
        Assert.Equal("90", RawPeer.Value(await phone.ReceiveAsync("SIP/2.0 422"), "Min-SE"));
        await near.SendAsync("UPDATE", "Supported: timer\nSession-Expires: 120;refresher=uac\n");
        var update = await far.ReceiveAsync("UPDATE ");
        Assert.Equal("120;refresher=uac", RawPeer.Value(update, "Session-Expires"));
        await far.RespondAsync(update, "200 OK", "b", "Session-Expires: 120;refresher=uac\nRequire: timer\n");
        Assert.Equal("120;refresher=uac", RawPeer.Value(await phone.ReceiveAsync("SIP/2.0 200"), "Session-Expires"));

        // A refresh of the far side whose phone knows no timer.
        await remote.SendAsync("INVITE", "Supported: timer\n");
        var reinvite = await phone.ReceiveAsync("INVITE ");
        Assert.Equal("1800", RawPeer.Value(reinvite, "Session-Expires"));
        await phone.RespondAsync(reinvite, "200 OK", "a", $"Contact: <sip:caller@{phone.Local}>\n");
        var ok = await far.ReceiveAsync("SIP/2.0 200");
        Assert.Equal("1800;refresher=uac", RawPeer.Value(ok, "Session-Expires"));
        Assert.Equal("timer", RawPeer.Value(ok, "Require"));
    }

    [Fact]
    public async Task Rfc4028_far_sides_422_to_an_interval_of_ours_is_answered_by_us_with_a_longer_one()
    {
        var far = await _sides.FarAsync("34", static spec => spec with { SessionExpiresSeconds = 100 });
        var phone = await _sides.PhoneAsync("124");
        var (_, invite) = await _sides.InviteAsync(phone, "124", far, "340", "Supported: timer\n");
        Assert.Equal("100", RawPeer.Value(invite, "Session-Expires"));
        await far.RespondAsync(invite, "422 Session Interval Too Small", "b", "Min-SE: 700\n");
        await far.ReceiveAsync("ACK ");
        var again = await far.ReceiveAsync("INVITE ");
        Assert.Equal("700", RawPeer.Value(again, "Session-Expires"));
        Assert.Equal("700", RawPeer.Value(again, "Min-SE"));
        Assert.Equal("3 INVITE", RawPeer.Value(again, "CSeq"));

        // Who asks for more than we may grant a second time is believed, and the caller hears of it.
        await far.RespondAsync(again, "422 Session Interval Too Small", "b", "Min-SE: 900\n");
        Assert.Equal("900", RawPeer.Value(await phone.ReceiveAsync("SIP/2.0 422"), "Min-SE"));
    }

    [Fact]
    public async Task Rfc4028_far_sides_422_to_the_callers_own_interval_is_the_callers_to_answer()
    {
        var far = await _sides.FarAsync("35");
        var phone = await _sides.PhoneAsync("125");
        var (_, invite) = await _sides.InviteAsync(phone, "125", far, "350", "Supported: timer\nSession-Expires: 100\n");
        await far.RespondAsync(invite, "422 Session Interval Too Small", "b", "Min-SE: 700\n");
        Assert.Equal("700", RawPeer.Value(await phone.ReceiveAsync("SIP/2.0 422"), "Min-SE"));
    }

    [Fact]
    public async Task Rfc4028_7_3_far_sides_422_inside_a_call_is_answered_by_us_too()
    {
        var far = await _sides.FarAsync("36", static spec => spec with { SessionExpiresSeconds = 100 });
        var phone = await _sides.PhoneAsync("126");
        var (near, _) = await _sides.CallAsync(phone, "126", far, "360");
        await near.SendAsync("INVITE");
        var hold = await far.ReceiveAsync("INVITE ");
        Assert.Equal("100", RawPeer.Value(hold, "Session-Expires"));
        await far.RespondAsync(hold, "422 Session Interval Too Small", "b", "Min-SE: 700\n");
        await far.ReceiveAsync("ACK ");
        var again = await far.ReceiveAsync("INVITE ");
        Assert.Equal("700", RawPeer.Value(again, "Session-Expires"));
        await far.RespondAsync(again, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));

        // What follows goes by the number that the far side knows.
        await near.SendAsync("ACK");
        Assert.Equal(RawPeer.Value(again, "CSeq").Replace("INVITE", "ACK", StringComparison.Ordinal), RawPeer.Value(await far.ReceiveAsync("ACK "), "CSeq"));
    }
}
