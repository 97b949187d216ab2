using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Demo.UserAgents;
using SystemConnector.Silo.Draining;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>A node that drains: what is new goes to another, which answers through it.</summary>
public sealed class HandoverTests : IAsyncLifetime
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
    public async Task Call_is_handled_by_another_node_and_goes_on_through_either()
    {
        var far = await FarAsync("51");
        var phone = await _sides.PhoneAsync("151");
        await _cluster.FollowAsync();
        _cluster.Nodes.Set(TestCluster.NumberOf(A), NodeState.Draining);

        var (near, invite) = await _sides.InviteAsync(phone, "151", far, "510");
        Assert.Equal(_cluster[A].Udp, phone.Source);
        Assert.Equal(0, _cluster[A].Sip.Transactions.Count);
        // The far side knows B; the phone knows A, and A is what its Contact says.
        Assert.Equal(_cluster[B].Udp, far.Source);
        await far.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");
        var answer = await phone.ReceiveAsync("SIP/2.0 200");
        Assert.Contains($"@{_cluster[A].Udp};sc=", RawPeer.Value(answer, "Contact"), StringComparison.Ordinal);
        near.Answered(answer);
        await near.SendAsync("ACK");
        await far.ReceiveAsync("ACK ");

        // A lives on and takes what belongs to the call; B reaches the phone through A.
        var remote = RawDialog.Callee(far, invite, "b");
        await remote.SendAsync("INVITE");
        var reinvite = await phone.ReceiveAsync("INVITE ");
        Assert.Equal(_cluster[A].Udp, phone.Source);
        await phone.RespondAsync(reinvite, "200 OK", "x", $"Contact: <sip:caller@{phone.Local}>\n");
        await far.ReceiveAsync("SIP/2.0 200");
        await remote.SendAsync("ACK");
        await phone.ReceiveAsync("ACK ");
        await near.SendAsync("BYE");
        await far.RespondAsync(await far.ReceiveAsync("BYE "), "200 OK", "b");
        await phone.ReceiveAsync("SIP/2.0 200");
    }

    [Fact]
    public async Task Retransmission_cancel_and_ack_follow_the_call()
    {
        var far = await FarAsync("52");
        var caller = _sides.Peer();
        await _cluster.ConnectAsync(B, new ConnectorSpec("Caller", ConnectionType.Ip, caller.Local.ToString(), [new ExtensionRangeSpec("530", "539")], AllowTransit: true));
        _cluster.Nodes.Set(TestCluster.NumberOf(A), NodeState.Draining);
        var call = RawDialog.Caller(caller, "<sip:530@caller>", $"sip:520@{_cluster[A].Udp}");
        var invite = call.Request("INVITE");

        await caller.SendAsync(invite);
        var offered = await far.ReceiveAsync("INVITE ");
        await far.RespondAsync(offered, "180 Ringing", "b", $"Contact: <sip:callee@{far.Local}>\n");
        await caller.ReceiveAsync("SIP/2.0 180");
        await caller.SendAsync(invite);
        await caller.ReceiveAsync("SIP/2.0 180");
        var via = RawPeer.Value(invite.ReplaceLineEndings("\r\n"), "Via");
        await caller.SendAsync(Regex.Replace(Regex.Replace(invite, "^INVITE", "CANCEL"), "CSeq: (\\d+) INVITE", "CSeq: $1 CANCEL"));
        await caller.ReceiveAsync("SIP/2.0 200");
        await far.RespondAsync(await far.ReceiveAsync("CANCEL "), "200 OK", "b");
        await far.RespondAsync(offered, "487 Request Terminated", "b");
        var refusal = await caller.ReceiveAsync("SIP/2.0 487");
        await caller.SendAsync(
            $"ACK sip:520@{_cluster[A].Udp} SIP/2.0\nVia: {via}\nMax-Forwards: 70\nFrom: {RawPeer.Value(refusal, "From")}\nTo: {RawPeer.Value(refusal, "To")}\n"
            + $"Call-ID: {call.CallId}\nCSeq: 1 ACK\nContent-Length: 0\n\n");
        // Without the ACK the refusal would be the answer to the INVITE that comes again; so the next answer is that of the next call.
        await caller.SendAsync(invite);
        await caller.SendAsync(RawDialog.Caller(caller, "<sip:530@caller>", $"sip:999@{_cluster[A].Udp}").Request("INVITE"));
        Assert.StartsWith("SIP/2.0 404", await caller.ReceiveAsync("SIP/2.0 "), StringComparison.Ordinal);
        Assert.False(far.TryReceive("INVITE "));
    }

    [Fact]
    public async Task What_has_begun_here_stays_here()
    {
        var far = await FarAsync("54");
        var caller = _sides.Peer();
        await _cluster.ConnectAsync(B, new ConnectorSpec("Caller", ConnectionType.Ip, caller.Local.ToString(), [new ExtensionRangeSpec("550", "559")], AllowTransit: true));
        var near = RawDialog.Caller(caller, "<sip:550@caller>", $"sip:540@{_cluster[A].Udp}");
        var invite = near.Request("INVITE");
        await caller.SendAsync(invite);
        var offered = await far.ReceiveAsync("INVITE ");
        _cluster.Nodes.Set(TestCluster.NumberOf(A), NodeState.Draining);

        await caller.SendAsync(invite);
        await far.RespondAsync(offered, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");
        near.Answered(await caller.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await far.ReceiveAsync("ACK ");
        await near.SendAsync("BYE");
        // The first message after the ACK: no other INVITE came between.
        var bye = await far.ReceiveAsync("");
        Assert.StartsWith("BYE ", bye, StringComparison.Ordinal);
        await far.RespondAsync(bye, "200 OK", "b");
        await caller.ReceiveAsync("SIP/2.0 200");
    }

    [Fact]
    public async Task Calls_that_other_nodes_set_up_through_a_node_count_as_its_unfinished_work()
    {
        var far = _sides.Peer(_cluster[B].Udp);
        await _cluster.ConnectAsync(B, new ConnectorSpec("Far", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("560", "569")], AllowTransit: true));
        var near = _sides.Peer();
        await _cluster.ConnectAsync(A, new ConnectorSpec("Near", ConnectionType.Ip, near.Local.ToString(), [new ExtensionRangeSpec("570", "579")], AllowTransit: true));
        var outward = RawDialog.Caller(far, "<sip:560@caller>", $"sip:570@{_cluster[B].Udp}");
        var work = _cluster[A].Services.GetRequiredService<IUnfinishedWork>();
        _cluster.Nodes.Set(TestCluster.NumberOf(A), NodeState.Draining);
        await TestCluster.Eventually(() => work.CallsBeingSetUp == 0);

        // One that came to A and was given to B, one that B has A send.
        var inward = RawDialog.Caller(near, "<sip:570@caller>", $"sip:560@{_cluster[A].Udp}");
        await near.SendAsync(inward.Request("INVITE"));
        var given = await far.ReceiveAsync("INVITE ");
        await far.SendAsync(outward.Request("INVITE"));
        var carried = await near.ReceiveAsync("INVITE ");
        Assert.Equal(_cluster[A].Udp, near.Source);
        Assert.Equal(0, _cluster[A].Sip.Transactions.PendingInvites);
        await TestCluster.Eventually(() => work.CallsBeingSetUp == 2);

        await far.RespondAsync(given, "486 Busy Here", "b");
        await near.ReceiveAsync("SIP/2.0 486");
        await TestCluster.Eventually(() => work.CallsBeingSetUp == 1);
        await near.RespondAsync(carried, "486 Busy Here", "b");
        await far.ReceiveAsync("SIP/2.0 486");
        await TestCluster.Eventually(() => work.CallsBeingSetUp == 0);
    }

    [Fact]
    public async Task With_nobody_to_take_it_a_call_is_refused_for_a_while()
    {
        var phone = await _sides.PhoneAsync("155");
        _cluster.Nodes.Set(TestCluster.NumberOf(A), NodeState.Draining);
        _cluster.Nodes.Set(TestCluster.NumberOf(B), NodeState.Draining);
        await phone.SendAsync(RawDialog.Caller(phone, "<sip:155@a.example>", $"sip:155@{_cluster[A].Udp}").Request("INVITE"));
        Assert.NotEmpty(RawPeer.Value(await phone.ReceiveAsync("SIP/2.0 503"), "Retry-After"));
    }

    [Fact]
    public async Task Phone_that_registers_through_a_node_that_drains_is_reached_through_it_from_others()
    {
        await PutAsync("156");
        await PutAsync("157");
        _cluster.Nodes.Set(TestCluster.NumberOf(A), NodeState.Draining);
        await using var phone = Phone("156", A);
        Assert.Equal(200, await phone.RegisterAsync(cancellation: TestContext.Current.CancellationToken));
        await _cluster.FollowAsync();
        var binding = Assert.Single(_cluster[B].Services.GetRequiredService<Locations>().Find(AddressOfRecordKey.Of(_cluster[B].Site, "156"))).Binding;
        Assert.Equal("node-1", binding.Node);

        await using var caller = Phone("157", B);
        using var call = await caller.CallAsync("156", TestContext.Current.CancellationToken);
        Assert.Equal(200, call.Status);
        Assert.Equal(_cluster[A].Udp, phone.Log.Messages.First(static message => !message.IsSent && message.Text.StartsWith("INVITE ", StringComparison.Ordinal)).Remote.ToIPEndPoint());
    }

    private async Task<RawPeer> FarAsync(string prefix)
    {
        var peer = _sides.Peer(_cluster[B].Udp);
        await _cluster.ConnectAsync(B, new ConnectorSpec($"Far {prefix}", ConnectionType.Ip, peer.Local.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")]));
        return peer;
    }

    private UserAgent Phone(string extension, int node) =>
        UserAgent.Start(new UserAgentOptions { Name = extension, User = extension, Domain = "a.example", Proxy = _cluster[node].Udp, Password = "s3cret-phone" });

    private async Task PutAsync(string extension)
    {
        var put = await _cluster[A].Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(_cluster[A].Site.Value)
            .PutNumbers([new LocalNumberSpec(extension, LocalNumberKind.Extension, "Rani Oliver", Secret: "s3cret-phone")]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        await _cluster.FollowAsync();
    }
}
