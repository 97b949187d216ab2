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
}
