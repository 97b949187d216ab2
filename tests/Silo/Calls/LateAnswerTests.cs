namespace SystemConnector.Silo.Tests.Calls;

/// <summary>What is answered after the node has given it up.</summary>
public sealed class LateAnswerTests : IAsyncLifetime
{
    // A call rings no longer than the shortest time that can be set.
    private readonly RunningNode _node = new("--Sip:Timers:C=10000");
    private readonly Sides _sides;

    public LateAnswerTests() => _sides = new Sides(_node);

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _sides.Dispose();
        return _node.DisposeAsync();
    }

    [Fact]
    public async Task Rfc3261_16_8_change_of_a_call_that_is_answered_after_timer_C_is_acknowledged_all_the_same()
    {
        var far = await _sides.FarAsync("71");
        var phone = await _sides.PhoneAsync("151");
        var (near, _) = await _sides.CallAsync(phone, "151", far, "710");
        await near.SendAsync("INVITE");
        var reinvite = await far.ReceiveAsync("INVITE ");
        await far.RespondAsync(reinvite, "180 Ringing", "b710");
        await far.ReceiveAsync("CANCEL ", boundSeconds: 30);
        await phone.ReceiveAsync("SIP/2.0 408");

        // The answer crosses the CANCEL. The caller, which has heard of a timeout, acknowledges nothing.
        await far.RespondAsync(reinvite, "200 OK", "b710", $"Contact: <sip:callee@{far.Local}>\n");
        var ack = await far.ReceiveAsync("ACK ");
        Assert.Equal(RawPeer.Value(reinvite, "CSeq").Replace("INVITE", "ACK", StringComparison.Ordinal), RawPeer.Value(ack, "CSeq"));
        Assert.StartsWith($"ACK sip:callee@{far.Local} ", ack, StringComparison.Ordinal);

        await near.SendAsync("BYE");
        await far.ReceiveAsync("BYE ");
    }
}
