namespace SystemConnector.Silo.Tests.Calls;

/// <summary>What happens in a call before it is answered: reliable provisional responses (RFC 3262), UPDATE (RFC 3311), forks.</summary>
public sealed class EarlyDialogTests(RunningNode node) : IClassFixture<RunningNode>, IDisposable
{
    private const string Sdp = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 40000 RTP/AVP 0\n";

    private readonly Sides _sides = new(node);

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task Rfc3262_4_PRACK_after_a_failover_names_the_INVITE_by_the_CSeq_that_the_far_side_saw()
    {
        var far = await _sides.FarAsync("41");
        var down = await _sides.FarAsync("41");
        var phone = await _sides.PhoneAsync("131");
        var (near, first) = await _sides.InviteAsync(phone, "131", down, "410", "Supported: 100rel\n");
        Assert.Equal("2 INVITE", RawPeer.Value(first, "CSeq"));
        await down.RespondAsync(first, "503 Service Unavailable", "d");
        var invite = await far.ReceiveAsync("INVITE ");
        Assert.Equal("3 INVITE", RawPeer.Value(invite, "CSeq"));
        Assert.Equal("100rel", RawPeer.Value(invite, "Supported"));
        await far.RespondAsync(invite, "183 Session Progress", "b", $"Require: 100rel\nRSeq: 7\nContact: <sip:callee@{far.Local}>\nContent-Type: application/sdp\n", Sdp);
        var progress = await phone.ReceiveAsync("SIP/2.0 183");
        Assert.Equal("7", RawPeer.Value(progress, "RSeq"));
        Assert.EndsWith(Sdp.ReplaceLineEndings("\r\n"), progress, StringComparison.Ordinal);

        near.Answered(progress);
        await near.SendAsync("PRACK", "RAck: 7 2 INVITE\n");
        var prack = await far.ReceiveAsync("PRACK ");
        Assert.Equal("7 3 INVITE", RawPeer.Value(prack, "RAck"));
        Assert.Equal("4 PRACK", RawPeer.Value(prack, "CSeq"));
        await far.RespondAsync(prack, "200 OK", "b");
        await phone.ReceiveAsync("SIP/2.0 200");

        // UPDATE from either side before the answer, each with its session description.
        await near.SendAsync("UPDATE", "Content-Type: application/sdp\n", Sdp);
        var update = await far.ReceiveAsync("UPDATE ");
        Assert.EndsWith(Sdp.ReplaceLineEndings("\r\n"), update, StringComparison.Ordinal);
        await far.RespondAsync(update, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\nContent-Type: application/sdp\n", Sdp);
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        var remote = RawDialog.Callee(far, invite, "b");
        await remote.SendAsync("UPDATE", "Content-Type: application/sdp\n", Sdp);
        await phone.RespondAsync(await phone.ReceiveAsync("UPDATE "), "200 OK", "a", $"Contact: <sip:caller@{phone.Local}>\n");
        await far.ReceiveAsync("SIP/2.0 200");

        await far.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("BYE");
        Assert.Equal("6 BYE", RawPeer.Value(await far.ReceiveAsync("BYE "), "CSeq"));
    }

    [Fact]
    public async Task Rfc3261_13_2_2_4_early_dialogs_of_a_forking_far_side_are_told_apart_by_their_tags()
    {
        var far = await _sides.FarAsync("42");
        var phone = await _sides.PhoneAsync("132");
        var (near, invite) = await _sides.InviteAsync(phone, "132", far, "420", "Supported: 100rel\n");
        foreach (var tag in new[] { "b1", "b2" })
        {
            await far.RespondAsync(invite, "183 Session Progress", tag, $"Require: 100rel\nRSeq: 1\nContact: <sip:{tag}@{far.Local}>\n");
            near.Answered(await phone.ReceiveAsync("SIP/2.0 183"));
            Assert.Equal(tag, near.RemoteTag);
            await near.SendAsync("PRACK", "RAck: 1 2 INVITE\n");
            var prack = await far.ReceiveAsync("PRACK ");
            Assert.StartsWith($"PRACK sip:{tag}@", prack, StringComparison.Ordinal);
            Assert.EndsWith($";tag={tag}", RawPeer.Value(prack, "To"), StringComparison.Ordinal);
            await far.RespondAsync(prack, "200 OK", tag);
            await phone.ReceiveAsync("SIP/2.0 200");
        }
        await far.RespondAsync(invite, "200 OK", "b2", $"Contact: <sip:b2@{far.Local}>\n");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        Assert.Equal("b2", near.RemoteTag);
    }

    [Fact]
    public async Task Rfc3261_13_2_2_4_second_answer_of_a_forking_far_side_is_hung_up_by_us_and_the_first_call_goes_on()
    {
        var far = await _sides.FarAsync("43");
        var phone = await _sides.PhoneAsync("133");
        var (near, invite) = await _sides.InviteAsync(phone, "133", far, "430");
        await AnswerAsync(far, invite, "b1");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await far.ReceiveAsync("ACK sip:b1@");

        await AnswerAsync(far, invite, "b2");
        await far.ReceiveAsync("ACK sip:b2@");
        var bye = await far.ReceiveAsync("BYE ");
        Assert.StartsWith("BYE sip:b2@", bye, StringComparison.Ordinal);
        Assert.EndsWith(";tag=b2", RawPeer.Value(bye, "To"), StringComparison.Ordinal);
        await far.RespondAsync(bye, "200 OK", "b2");

        // Each of them again, whose ACK was lost.
        await AnswerAsync(far, invite, "b2");
        await far.ReceiveAsync("ACK sip:b2@");
        await AnswerAsync(far, invite, "b1");
        Assert.Equal("b1", near.Answered(await phone.ReceiveAsync("SIP/2.0 200")).RemoteTag);
        await near.SendAsync("BYE");
        Assert.StartsWith("BYE sip:b1@", await far.ReceiveAsync("BYE "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rfc3261_13_2_2_4_every_answer_to_a_call_that_was_refused_is_hung_up_once()
    {
        var far = await _sides.FarAsync("44");
        var phone = await _sides.PhoneAsync("134");
        var (_, invite) = await _sides.InviteAsync(phone, "134", far, "440");

        // One with a Contact that no token holds, then one that could have been passed on.
        var tooLong = "b1" + new string('c', 1_600);
        await AnswerAsync(far, invite, "b1", tooLong);
        await phone.ReceiveAsync("SIP/2.0 5");
        await far.ReceiveAsync($"ACK sip:{tooLong}@");
        await far.ReceiveAsync($"BYE sip:{tooLong}@");
        await AnswerAsync(far, invite, "b2");
        await far.ReceiveAsync("ACK sip:b2@");
        await far.ReceiveAsync("BYE sip:b2@");
        await AnswerAsync(far, invite, "b2");
        await far.ReceiveAsync("ACK sip:b2@");
        Assert.False(phone.TryReceive("SIP/2.0 200"));
    }

    private static Task AnswerAsync(RawPeer far, string invite, string tag, string? user = null) =>
        far.RespondAsync(invite, "200 OK", tag, $"Contact: <sip:{user ?? tag}@{far.Local}>\n");
}
