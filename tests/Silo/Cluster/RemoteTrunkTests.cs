using System.Globalization;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>Calls over a trunk that has its home on another node.</summary>
public sealed class RemoteTrunkTests : IAsyncLifetime
{
    private const int A = 0, B = 1;

    private TestCluster _cluster = null!;
    private Sides _sides = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(2);
        _sides = new Sides(_cluster[A]);
    }

    public async ValueTask DisposeAsync()
    {
        _sides.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Call_leaves_through_the_home_of_its_trunk_and_its_answer_comes_back()
    {
        var far = await FarAsync("41");
        var phone = await _sides.PhoneAsync("131");

        var (near, invite) = await _sides.InviteAsync(phone, "131", far, "410");
        Assert.Equal(_cluster[B].Udp, far.Source);
        Assert.StartsWith($"SIP/2.0/UDP {_cluster[B].Udp};", RawPeer.Value(invite, "Via"), StringComparison.Ordinal);
        Assert.Contains($"@{_cluster[B].Udp};sc=", RawPeer.Value(invite, "Contact"), StringComparison.Ordinal);
        Assert.Matches($";branch=z9hG4bK[0-9a-f]{{16}}{TestCluster.NumberOf(A).ToString("x4", CultureInfo.InvariantCulture)}[0-9a-f]{{8}}$", RawPeer.Value(invite, "Via"));

        await far.RespondAsync(invite, "180 Ringing", "b", $"Contact: <sip:callee@{far.Local}>\n");
        await phone.ReceiveAsync("SIP/2.0 180");
        var remote = RawDialog.Callee(far, invite, "b");
        await far.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await far.ReceiveAsync("ACK ");
        Assert.Equal(_cluster[B].Udp, far.Source);

        await ReinviteAsync(near, phone, far);
        Assert.Equal(_cluster[B].Udp, far.Source);
        await ReinviteAsync(remote, far, phone);
        Assert.Equal(_cluster[A].Udp, phone.Source);
        await ByeAsync(near, phone, far);
        Assert.Equal(_cluster[B].Udp, far.Source);
    }

    private static async Task ReinviteAsync(RawDialog from, RawPeer sender, RawPeer receiver)
    {
        await from.SendAsync("INVITE");
        var invite = await receiver.ReceiveAsync("INVITE ");
        await receiver.RespondAsync(invite, "200 OK", "x", $"Contact: <sip:again@{receiver.Local}>\n");
        from.Answered(await sender.ReceiveAsync("SIP/2.0 200"));
        await from.SendAsync("ACK");
        await receiver.ReceiveAsync("ACK ");
    }

    private static async Task ByeAsync(RawDialog from, RawPeer sender, RawPeer receiver)
    {
        await from.SendAsync("BYE");
        await receiver.RespondAsync(await receiver.ReceiveAsync("BYE "), "200 OK", "x");
        await sender.ReceiveAsync("SIP/2.0 200");
    }

    private async Task<RawPeer> FarAsync(string prefix)
    {
        var peer = _sides.Peer(_cluster[B].Udp);
        await _cluster.ConnectAsync(B, new ConnectorSpec($"Far {prefix}", ConnectionType.Ip, peer.Local.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")]));
        return peer;
    }
}
