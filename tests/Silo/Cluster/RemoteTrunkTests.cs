using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Silo.Tests.Edge;
using SystemConnector.Silo.Tests.Trunks;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Tests.Transports;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>Calls over a trunk that has its home on another node, while that node or the one that set them up lives and after it is gone.</summary>
public sealed class RemoteTrunkTests : IAsyncLifetime
{
    private const int A = 0, B = 1, C = 2;

    private readonly TestAuthority _authority = new();
    private readonly TlsDirectory _files;
    private TestCluster _cluster = null!;
    private Sides _sides = null!;

    public RemoteTrunkTests() => _files = new TlsDirectory(_authority, "node.example");

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(2, TlsSettings);
        _sides = new Sides(_cluster[A]);
    }

    public async ValueTask DisposeAsync()
    {
        _sides.Dispose();
        await _cluster.DisposeAsync();
        _files.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Call_leaves_through_the_home_of_its_trunk_and_its_answer_comes_back()
    {
        var (far, _) = await FarAsync("41");
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

    [Fact]
    public async Task Channel_is_free_again_where_it_is_counted_when_the_far_side_hangs_up_by_way_of_the_home()
    {
        var (far, _) = await FarAsync("52");
        var phone = await _sides.PhoneAsync("152");
        var (_, remote) = await _sides.CallAsync(phone, "152", far, "520");
        Assert.Equal(1, _cluster[A].Services.GetRequiredService<INodeActivity>().Now().Channels);

        await ByeAsync(remote, far, phone);

        var deadline = TimeProvider.System.GetTimestamp();
        while (_cluster[A].Services.GetRequiredService<INodeActivity>().Now().Channels != 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Challenge_of_the_far_side_is_answered_by_the_node_that_calls()
    {
        var (far, _) = await FarAsync("42", static spec => spec with { Type = ConnectionType.Password, Username = "trunk", Password = "pass-Word.17", Register = false });
        var phone = await _sides.PhoneAsync("132");

        var (_, first) = await _sides.InviteAsync(phone, "132", far, "420");
        await far.RespondAsync(first, "401 Unauthorized", "b", "WWW-Authenticate: Digest realm=\"far\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256\n");
        await far.ReceiveAsync("ACK ");
        var second = await far.ReceiveAsync("INVITE ");
        Assert.Contains("username=\"trunk\"", RawPeer.Value(second, "Authorization"), StringComparison.Ordinal);
        Assert.Equal(_cluster[B].Udp, far.Source);
        await far.RespondAsync(second, "486 Busy Here", "b");
        await phone.ReceiveAsync("SIP/2.0 486");
    }

    [Fact]
    public async Task Call_goes_on_when_the_home_of_its_trunk_is_gone()
    {
        var (far, _) = await FarAsync("43");
        var phone = await _sides.PhoneAsync("133");
        var (near, _) = await _sides.CallAsync(phone, "133", far, "430");

        await _cluster.KillAsync(B);

        await ReinviteAsync(near, phone, far);
        Assert.Equal(_cluster[A].Udp, far.Source);
        await ByeAsync(near, phone, far);
    }

    [Fact]
    public async Task Call_goes_on_from_the_far_side_when_the_node_that_set_it_up_is_gone()
    {
        var (far, _) = await FarAsync("44");
        var phone = await _sides.PhoneAsync("134");
        var (_, remote) = await _sides.CallAsync(phone, "134", far, "440");

        await _cluster.KillAsync(A);

        await ReinviteAsync(remote, far, phone);
        Assert.Equal(_cluster[B].Udp, phone.Source);
        await ByeAsync(remote, far, phone);
        Assert.Equal(_cluster[B].Udp, phone.Source);
    }

    [Fact]
    public async Task Far_side_reaches_the_call_at_the_address_of_a_node_that_is_gone_once_it_moved()
    {
        var (far, _) = await FarAsync("45");
        var phone = await _sides.PhoneAsync("135");
        var (near, remote) = await _sides.CallAsync(phone, "135", far, "450");
        var moved = _cluster[B].Udp;

        await _cluster.KillAsync(B);
        await _cluster.AddAsync($"--Sip:StandbyListen:0=udp:{moved}");

        // From the far side: to the moved address, on to the phone through the node that has it.
        await ReinviteAsync(remote, far, phone);
        Assert.Equal(_cluster[A].Udp, phone.Source);
        Assert.Equal(moved, far.Source);
        // From the phone to the node with the moved address: the far side sees the address that it knows.
        var target = near.Target;
        await phone.SendAsync(near.Request("BYE"), _cluster[C].Udp);
        await far.RespondAsync(await far.ReceiveAsync("BYE "), "200 OK", "x");
        Assert.Equal(moved, far.Source);
        await phone.ReceiveAsync("SIP/2.0 200");
        // Nothing new leaves from there.
        Assert.Equal(_cluster[C].Udp, _cluster[C].Sip.TransportTo(Sip.Transports.TransportProtocol.Udp, Sip.Transports.TransportAddress.Of(far.Local))!.Local.ToIPEndPoint());
        Assert.NotEmpty(target);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_that_is_being_set_up_is_offered_again_when_the_home_is_gone(bool isNoticed)
    {
        var (far, _) = await FarAsync("46");
        var phone = await _sides.PhoneAsync("136");
        var (near, first) = await _sides.InviteAsync(phone, "136", far, "460");
        await far.RespondAsync(first, "180 Ringing", "b", $"Contact: <sip:callee@{far.Local}>\n");
        await phone.ReceiveAsync("SIP/2.0 180");

        await _cluster.KillAsync(B, isNoticed);

        var second = await far.ReceiveAsync("INVITE ");
        Assert.Equal(_cluster[A].Udp, far.Source);
        Assert.NotEqual(RawPeer.Value(first, "CSeq"), RawPeer.Value(second, "CSeq"));
        await far.RespondAsync(second, "200 OK", "b2", $"Contact: <sip:callee@{far.Local}>\n");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await far.ReceiveAsync("ACK ");
    }

    [Fact]
    public async Task New_call_goes_straight_while_the_home_is_gone_and_through_the_next_home_then()
    {
        var (far, connector) = await FarAsync("47");
        var phone = await _sides.PhoneAsync("137");
        await _cluster.AddAsync();
        await _cluster.KillAsync(B);
        Assert.Equal(_cluster[A].Udp, await CallAsync());

        await _cluster.MoveAsync(connector, C);
        await TestCluster.Eventually(() => _cluster[A].Services.GetRequiredService<RoutingTableFeed>().Current.FindConnector(connector)!.Trunk.Status is { Node: "node-3", Addresses.IsEmpty: false });
        // Calls go straight until the link to the next home is up.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        while (!(await CallAsync()).Equals(_cluster[C].Udp)) bound.Token.ThrowIfCancellationRequested();

        async Task<System.Net.IPEndPoint> CallAsync()
        {
            var (_, invite) = await _sides.InviteAsync(phone, "137", far, "470");
            var through = far.Source!;
            await far.RespondAsync(invite, "486 Busy Here", "b");
            await phone.ReceiveAsync("SIP/2.0 486");
            return through;
        }
    }

    [Fact]
    public async Task Node_that_takes_a_trunk_over_calls_where_its_former_home_did_until_it_knows_better()
    {
        var (far, connector) = await FarAsync("46");
        var route = _cluster[A].Services.GetRequiredService<RoutingTableFeed>().Current.FindConnector(connector)!;

        // Its name is not resolved yet, and never will be.
        _cluster.Trunks(A).Drive(RemoteTrunks.Configuration(route) with { Host = "far.invalid", IsTakenOver = true, WasUsable = true });

        var phone = await _sides.PhoneAsync("136");
        var (_, invite) = await _sides.InviteAsync(phone, "136", far, "460");
        await far.RespondAsync(invite, "486 Busy Here", "b");
        await phone.ReceiveAsync("SIP/2.0 486");
    }

    [Fact]
    public async Task Far_side_known_by_its_address_may_call_any_node()
    {
        var (far, _) = await FarAsync("48");
        var phone = await _sides.PhoneAsync("138");
        var call = RawDialog.Caller(far, "<sip:480@far>", $"sip:138@{_cluster[A].Udp}");
        await far.SendAsync(call.Request("INVITE"), _cluster[A].Udp);
        var invite = await phone.ReceiveAsync("INVITE ");
        await phone.RespondAsync(invite, "486 Busy Here", "b");
        await far.ReceiveAsync("SIP/2.0 486");
        Assert.Equal(_cluster[A].Udp, far.Source);
    }

    [Theory]
    [InlineData(TrunkTransport.Tcp)]
    [InlineData(TrunkTransport.Tls)]
    public async Task Call_over_a_stream_uses_the_connection_of_the_home_and_a_new_one_when_that_is_gone(TrunkTransport transport)
    {
        using var far = new TlsFarSide(transport == TrunkTransport.Tls ? _authority.Issue("127.0.0.1") : null);
        var parameter = transport == TrunkTransport.Tls ? "tls" : "tcp";
        far.Answer = request => request.Respond(200, $"Contact: <sip:callee@{far.Local};transport={parameter}>");
        await _cluster.ConnectAsync(B, new ConnectorSpec(
            "Far 49", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("490", "499")], Transport: transport));
        var phone = await _sides.PhoneAsync("139");
        var near = RawDialog.Caller(phone, "<sip:139@a.example>", $"sip:490@{_cluster[A].Udp}");
        await phone.SendAsAsync("139", near, "INVITE");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await far.ReceiveAsync("ACK ");
        Assert.Equal(_cluster[B].Udp.Address, far.Peer!.Address);

        await near.SendAsync("INVITE");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await far.ReceiveAsync("ACK ");
        Assert.Equal(_cluster[B].Udp.Address, far.Peer!.Address);

        await _cluster.KillAsync(B);
        await near.SendAsync("BYE");
        await phone.ReceiveAsync("SIP/2.0 200");
        await far.ReceiveAsync("BYE ");
        Assert.Equal(_cluster[A].Udp.Address, far.Peer!.Address);
    }

    [Fact]
    public async Task Far_side_behind_nat_that_called_over_its_own_connection_is_reached_at_its_address_when_that_is_gone()
    {
        using var far = new TlsFarSide(null);
        await _cluster.ConnectAsync(B, new ConnectorSpec(
            "Far 33", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("330", "339")], Transport: TrunkTransport.Tcp, NatTransformation: true));
        var phone = await _sides.PhoneAsync("143");
        await _cluster.FollowAsync();
        var key = AddressOfRecordKey.Of(_cluster[A].Site, "143");
        _cluster[B].Services.GetRequiredService<Locations>().Set(key, [.. _cluster[A].Services.GetRequiredService<Locations>().Find(key).Select(static location => location.Binding)]);
        using var client = new TcpClient(AddressFamily.InterNetwork);
        var tcp = _cluster[B].Sip.Transports.First(static socket => socket.Protocol == TransportProtocol.Tcp).Local;
        await client.ConnectAsync(tcp.ToIPEndPoint(), TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"INVITE sip:143@{tcp};transport=tcp SIP/2.0\r\nVia: SIP/2.0/TCP 10.9.9.9:5060;branch=z9hG4bKnat\r\nMax-Forwards: 70\r\nFrom: <sip:330@far>;tag=1\r\nTo: <sip:143@{tcp}>\r\n"
            + "Call-ID: behind-nat\r\nCSeq: 1 INVITE\r\nContact: <sip:330@10.9.9.9:5060;transport=tcp>\r\nContent-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);
        var invite = await phone.ReceiveAsync("INVITE ");
        var near = RawDialog.Callee(phone, invite, "b");
        await phone.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:143@{phone.Local}>\n");

        await _cluster.KillAsync(B);
        await phone.SendAsync(near.Request("BYE"), _cluster[A].Udp);
        Assert.StartsWith("BYE sip:330@10.9.9.9:5060;transport=tcp ", await far.ReceiveAsync("BYE "), StringComparison.Ordinal);
        await phone.ReceiveAsync("SIP/2.0 200");
    }

    [Fact]
    public async Task Far_side_that_takes_no_connection_is_a_transport_error_on_the_node_that_calls()
    {
        var far = new TlsFarSide(null);
        far.Answer = static request => request.Respond(200);
        await _cluster.ConnectAsync(B, new ConnectorSpec(
            "Far 40", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("400", "409")], Transport: TrunkTransport.Tcp));
        far.Dispose();
        var phone = await _sides.PhoneAsync("130");
        var near = RawDialog.Caller(phone, "<sip:130@a.example>", $"sip:400@{_cluster[A].Udp}");
        await phone.SendAsAsync("130", near, "INVITE");
        Assert.Contains("Reason: ", await phone.ReceiveAsync("SIP/2.0 503"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_calls_of_another_node_bring_a_trunk_down_at_its_home()
    {
        var (far, connector) = await FarAsync("30", static spec => spec with { NoAnswerTimeoutSeconds = 1 });
        var phone = await _sides.PhoneAsync("140");
        for (var i = 0; i < 2; i++)
        {
            var (near, invite) = await _sides.InviteAsync(phone, "140", far, "300");
            await far.RespondAsync(invite, "503 Service Unavailable", "b");
            await phone.ReceiveAsync("SIP/2.0 503");
            Assert.NotEmpty(near.CallId);
        }
        await TestCluster.Eventually(() => _cluster[B].Services.GetRequiredService<RoutingTableFeed>().Current.FindConnector(connector)!.Trunk.Status?.State == TrunkState.Unreachable);
        await TestCluster.Eventually(() => !_cluster[A].Services.GetRequiredService<RoutingTableFeed>().Current.FindConnector(connector)!.Trunk.Usable);
    }

    [Fact]
    public async Task Answer_to_a_node_that_is_gone_is_acknowledged_and_nothing_that_is_not_ours()
    {
        var (far, _) = await FarAsync("31");
        var phone = await _sides.PhoneAsync("141");
        var (_, invite) = await _sides.InviteAsync(phone, "141", far, "310");
        await _cluster.KillAsync(A);

        var forged = Regex.Replace(invite, "branch=z9hG4bK.", static match => match.Value[..^1] + (match.Value[^1] == '0' ? '1' : '0'));
        await far.RespondAsync(forged, "200 OK", "forged", $"Contact: <sip:forged@{far.Local}>\n");
        await far.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");

        var ack = await far.ReceiveAsync("ACK ");
        Assert.StartsWith("ACK sip:callee@", ack, StringComparison.Ordinal);
        Assert.EndsWith(";tag=b", RawPeer.Value(ack, "To"), StringComparison.Ordinal);
        Assert.Equal(_cluster[B].Udp, far.Source);
        // And again for each retransmission; never hung up.
        await far.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{far.Local}>\n");
        await far.ReceiveAsync("ACK sip:callee@");
        Assert.False(far.TryReceive("BYE "));
    }

    [Fact]
    public async Task Message_goes_straight_when_the_home_is_gone_while_it_waits_for_its_answer()
    {
        var (far, _) = await FarAsync("32");
        var phone = await _sides.PhoneAsync("142");
        var dialog = RawDialog.Caller(phone, "<sip:142@a.example>", $"sip:320@{_cluster[A].Udp}");
        await phone.SendAsAsync("142", dialog, "MESSAGE", "Content-Type: text/plain\n", "hello");
        await far.ReceiveAsync("MESSAGE ");
        Assert.Equal(_cluster[B].Udp, far.Source);

        await _cluster.KillAsync(B);

        string again;
        do again = await far.ReceiveAsync("MESSAGE ");
        while (!_cluster[A].Udp.Equals(far.Source));
        await far.RespondAsync(again, "200 OK", "b");
        await phone.ReceiveAsync("SIP/2.0 200");
    }

    [Fact]
    public async Task Node_counts_as_heard_while_it_answers_and_counts_us()
    {
        var link = _cluster.Link(A);
        Assert.True(link.IsHeard(TestCluster.NumberOf(B)));
        Assert.False(link.IsHeard(99));
        // B takes A for dead: its pongs are no witness, though its sockets may be used.
        _cluster.Nodes.Set(TestCluster.NumberOf(A), NodeState.Gone);
        await TestCluster.Eventually(() => !link.IsHeard(TestCluster.NumberOf(B)));
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

    private async Task<(RawPeer Far, ConnectorId Connector)> FarAsync(string prefix, Func<ConnectorSpec, ConnectorSpec>? with = null)
    {
        var peer = _sides.Peer(_cluster[B].Udp);
        var spec = new ConnectorSpec($"Far {prefix}", ConnectionType.Ip, peer.Local.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")]);
        return (peer, await _cluster.ConnectAsync(B, with is null ? spec : with(spec)));
    }

    private string[] TlsSettings(string address) => [.. _files.Settings.Select(setting => Regex.Replace(setting, "tls:[^:]+:0", $"tls:{address}:0"))];
}
