using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Tests.Locating;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Calls to names with several addresses (RFC 3263 §4.3), over the node's own DNS client.</summary>
public sealed class TargetFailoverTests : IAsyncLifetime
{
    private readonly DnsServer _dns = new();
    private readonly RunningNode _node;

    public TargetFailoverTests() => _node = new RunningNode($"--Dns:Servers:0={_dns.Address}", "--Sip:Listen:2=udp:127.0.0.2:0");

    [Theory]
    [InlineData("503 Service Unavailable")]
    [InlineData(null)]
    public async Task Call_goes_on_to_the_next_address_of_the_same_connector(string? refusal)
    {
        using var caller = new RawPeer("127.0.0.51", _node.Udp);
        using var first = new RawPeer("127.0.0.52", _node.Udp);
        using var second = new RawPeer("127.0.0.53", _node.Udp);
        await _node.ConnectAsync("Caller", caller.Local, "51", transit: true);
        Serve("_sip._udp.far.example", (first, 10), (second, 20));
        await ConnectAsync("Far", "far.example", "52", targets: 2);

        var callId = Guid.NewGuid().ToString("N");
        await caller.SendAsync(Invite(caller, "520", callId));
        var invite = await first.ReceiveAsync("INVITE ");
        if (refusal is not null) await first.RespondAsync(invite, refusal, "x");
        var again = await second.ReceiveAsync("INVITE ");

        // A new branch, and a CSeq of its own.
        Assert.NotEqual(RawPeer.Value(invite, "Via"), RawPeer.Value(again, "Via"));
        Assert.NotEqual(RawPeer.Value(invite, "CSeq"), RawPeer.Value(again, "CSeq"));
        Assert.Equal(invite.Split(' ')[1], again.Split(' ')[1]);
        await second.RespondAsync(again, "200 OK", "b", $"Contact: <sip:520@{second.Local}>\n");
        Assert.Contains(";tag=b", RawPeer.Value(await caller.ReceiveAsync("SIP/2.0 200"), "To"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("486 Busy Here")]
    [InlineData("500 Server Internal Error")]
    public async Task Other_refusal_is_the_answer_of_the_whole_far_side(string refusal)
    {
        using var caller = new RawPeer("127.0.0.54", _node.Udp);
        using var first = new RawPeer("127.0.0.55", _node.Udp);
        using var second = new RawPeer("127.0.0.56", _node.Udp);
        await _node.ConnectAsync("Caller", caller.Local, "54", transit: true);
        Serve("_sip._udp.far.example", (first, 10), (second, 20));
        await ConnectAsync("Far", "far.example", "55", targets: 2);

        await caller.SendAsync(Invite(caller, "550", Guid.NewGuid().ToString("N")));
        await first.RespondAsync(await first.ReceiveAsync("INVITE "), refusal, "x");

        await caller.ReceiveAsync("SIP/2.0 " + refusal[..3]);
        Assert.False(second.TryReceive("INVITE "));
    }

    [Fact]
    public async Task Calls_that_ring_there_and_end_with_408_leave_the_trunk_as_it_is()
    {
        using var caller = new RawPeer("127.0.0.61", _node.Udp);
        using var far = new RawPeer("127.0.0.62", _node.Udp);
        await _node.ConnectAsync("Caller", caller.Local, "61", transit: true);
        await _node.ConnectAsync("Ringing", far.Local, "62", transit: false);
        var ringing = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await caller.SendAsync(Invite(caller, "620", Guid.NewGuid().ToString("N")));
            ringing.Add(await far.ReceiveAsync("INVITE "));
            await far.RespondAsync(ringing[i], "180 Ringing", "b");
            await caller.ReceiveAsync("SIP/2.0 180");
        }
        foreach (var invite in ringing)
        {
            await far.RespondAsync(invite, "408 Request Timeout", "b");
            await caller.ReceiveAsync("SIP/2.0 408");
        }

        await caller.SendAsync(Invite(caller, "621", Guid.NewGuid().ToString("N")));
        await far.ReceiveAsync("INVITE sip:621@");
    }

    [Fact]
    public async Task Call_to_a_local_target_goes_on_to_its_next_address()
    {
        using var caller = new RawPeer("127.0.0.57", _node.Udp);
        using var first = new RawPeer("127.0.0.58", _node.Udp);
        using var second = new RawPeer("127.0.0.59", _node.Udp);
        await _node.ConnectAsync("Caller", caller.Local, "57", transit: false);
        Serve("_sip._udp.menu.example", (first, 10), (second, 20));
        var put = await _node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(_node.Site.Value)
            .PutNumbers([new LocalNumberSpec("700", LocalNumberKind.CallFlow, "Menu", Target: "sip:menu@menu.example")]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        var targets = _node.Services.GetRequiredService<Silo.Calls.TargetAddresses>();
        await Eventually(() => targets.Find("sip:menu@menu.example"u8, out _).Length == 2);

        await caller.SendAsync(Invite(caller, "700", Guid.NewGuid().ToString("N")));
        await first.RespondAsync(await first.ReceiveAsync("INVITE "), "503 Service Unavailable", "x");
        await second.RespondAsync(await second.ReceiveAsync("INVITE sip:menu@menu.example "), "486 Busy Here", "y");

        await caller.ReceiveAsync("SIP/2.0 486");
    }

    [Fact]
    public async Task Site_that_gets_the_domain_of_another_address_of_the_node_speaks_from_there()
    {
        using var far = new RawPeer("127.0.0.60", _node.Udp);
        await _node.ConnectAsync("Far", far.Local, "60", transit: false);
        var trunk = _node.Services.GetRequiredService<TrunkClient>().Trunks.Single();
        Assert.Equal("127.0.0.1", trunk.Target!.Value.Transport.LocalHost);

        var updated = await _node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(_node.Site.Value)
            .Update(new SiteSpec("A", ["a.example", "127.0.0.2"], IsDefault: true), null);
        Assert.True(updated.Succeeded, string.Join(' ', updated.Faults));

        await Eventually(() => trunk.Target!.Value.Transport.LocalHost == "127.0.0.2");
    }

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _dns.Dispose();
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, bound.Token);
    }

    private void Serve(string service, params (RawPeer Peer, int Priority)[] targets) => _dns.Answer = (name, type) =>
    {
        if (name != service || type != 33) return new DnsReply { Code = 3 };
        var reply = new DnsReply();
        foreach (var (peer, priority) in targets)
            reply.Service(name, priority, 0, peer.Local.Port, $"p{priority}.example").Along($"p{priority}.example", peer.Local.Address.ToString());
        return reply;
    };

    private async Task ConnectAsync(string name, string host, string prefix, int targets)
    {
        var id = ConnectorId.New();
        var spec = new ConnectorSpec(name, ConnectionType.Ip, host, [new ExtensionRangeSpec(prefix + "0", prefix + "9")], NoAnswerTimeoutSeconds: 1);
        var created = await _node.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(id.Value).Create(_node.Site, spec);
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        var trunks = _node.Services.GetRequiredService<TrunkClient>();
        var routes = _node.Services.GetRequiredService<Grains.Routing.RoutingTableFeed>();
        await Eventually(() => trunks.Find(id)?.Targets.All.Length == targets && routes.Current.FindConnector(id)?.Trunk.Usable == true);
    }

    private string Invite(RawPeer caller, string number, string callId) =>
        $"INVITE sip:{number}@{_node.Udp} SIP/2.0\nVia: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{callId}\nMax-Forwards: 70\n"
        + $"From: <sip:510@far>;tag=a\nTo: <sip:{number}@far>\nCall-ID: {callId}\nCSeq: 1 INVITE\nContact: <sip:510@{caller.Local}>\nContent-Length: 0\n\n";
}
