namespace SystemConnector.Silo.Tests.Calls;

/// <summary>What becomes of the ACK of an answered call.</summary>
public sealed class AckTests(RunningNode node) : IClassFixture<RunningNode>, IDisposable
{
    private readonly Sides _sides = new(node);

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task Rfc3261_16_11_retransmitted_ACK_is_passed_on_as_the_same_and_another_one_as_another()
    {
        var far = await _sides.FarAsync("61");
        var phone = await _sides.PhoneAsync("141");
        var (near, _) = await _sides.CallAsync(phone, "141", far, "610");
        var ack = near.Request("ACK");
        await phone.SendAsync(ack);
        await phone.SendAsync(ack);
        await near.SendAsync("ACK");

        var first = await far.ReceiveAsync("ACK ");
        Assert.Equal(first, await far.ReceiveAsync("ACK "));
        Assert.NotEqual(RawPeer.Value(first, "Via"), RawPeer.Value(await far.ReceiveAsync("ACK "), "Via"));
    }

    [Fact]
    public async Task Rfc3261_14_2_answer_to_a_change_that_cannot_be_passed_on_is_acknowledged_by_us_each_time()
    {
        var far = await _sides.FarAsync("62");
        var phone = await _sides.PhoneAsync("142");
        var (near, invite) = await _sides.InviteAsync(phone, "142", far, "620");
        await far.RespondAsync(invite, "200 OK", "b", $"Record-Route: <sip:{far.Local};lr>\nContact: <sip:callee@{far.Local}>\n");
        var answer = await phone.ReceiveAsync("SIP/2.0 200");
        near.Answered(answer);
        var route = $"Route: {RawPeer.Values(answer, "Record-Route")[0]}\n";
        await phone.SendAsync(near.Request("ACK", route));
        await far.ReceiveAsync("ACK ");

        // A Contact that no token holds.
        await near.SendAsync("INVITE", route);
        var change = await far.ReceiveAsync("INVITE ");
        var contact = $"sip:{new string('c', 1_600)}@{far.Local}";
        for (var i = 0; i < 2; i++)
        {
            await far.RespondAsync(change, "200 OK", "b", $"Contact: <{contact}>\n");
            var ack = await far.ReceiveAsync("ACK ");
            Assert.StartsWith($"ACK {contact} ", ack, StringComparison.Ordinal);
            Assert.Equal($"<sip:{far.Local};lr>", RawPeer.Value(ack, "Route"));
            Assert.Equal(RawPeer.Value(change, "CSeq").Replace("INVITE", "ACK", StringComparison.Ordinal), RawPeer.Value(ack, "CSeq"));
        }
        await phone.ReceiveAsync("SIP/2.0 500");
        await near.SendAsync("BYE", route);
        await far.ReceiveAsync("BYE ");
    }
}
