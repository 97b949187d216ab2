namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Calls between systems that each sit behind proxies of their own: each side's route set stays with it (RFC 3261 §12.1, §16.12).</summary>
public sealed class RouteSetTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task Rfc3261_12_1_each_side_is_reached_over_its_own_proxies_for_the_whole_call()
    {
        var target = node.Udp;
        using var caller = new RawPeer("127.0.0.41", target);
        using var callee = new RawPeer("127.0.0.42", target);
        await node.ConnectAsync("Caller", caller.Local, "41", transit: true);
        await node.ConnectAsync("Callee", callee.Local, "42", transit: false);
        var callId = Guid.NewGuid().ToString("N");
        string Request(string method, string uri, int cseq, string to, string more) =>
            $"{method} {uri} SIP/2.0\n{more}Via: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{Guid.NewGuid():N}\nMax-Forwards: 70\n"
            + $"From: <sip:410@far>;tag=a\nTo: {to}\nCall-ID: {callId}\nCSeq: {cseq} {method}\nContact: <sip:410@{caller.Local}>\nContent-Length: 0\n\n";

        // The caller's proxies write Record-Route above Via, as Kamailio does.
        var near = $"<sip:{caller.Local};lr;p=2>, <sip:{caller.Local};lr;p=1>";
        await caller.SendAsync(Request("INVITE", $"sip:420@{target}", 1, "<sip:420@far>", $"Record-Route: {near}\n"));
        var invite = await callee.ReceiveAsync("INVITE ");
        Assert.Single(RawPeer.Values(invite, "Via"));
        var ours = RawPeer.Value(invite, "Record-Route");
        Assert.DoesNotContain("p=1", ours, StringComparison.Ordinal);
        var far = $"<sip:{callee.Local};lr;q=1>, <sip:{callee.Local};lr;q=2>";
        await callee.RespondAsync(invite.Replace("Record-Route: ", $"Record-Route: {far}\r\nRecord-Route: ", StringComparison.Ordinal), "200 OK", "b", $"Contact: <sip:420@{callee.Local}>\n");

        // The caller sees our Record-Route nearest to the callee, then its own proxies', and none of the far side's.
        var answer = await caller.ReceiveAsync("SIP/2.0 200");
        var routes = RawPeer.Values(answer, "Record-Route");
        Assert.Equal(2, routes.Length);
        Assert.Equal(near, routes[1]);
        Assert.DoesNotContain("q=1", routes[0], StringComparison.Ordinal);
        var to = RawPeer.Value(answer, "To");
        var back = $"Route: {routes[0]}\n";
        await caller.SendAsync(Request("ACK", RawPeer.Uri(answer, "Contact"), 1, to, back));
        var ack = await callee.ReceiveAsync("ACK ");
        // The far side's route set is that of its response, reversed, without ours.
        var expected = $"<sip:{callee.Local};lr;q=2>, <sip:{callee.Local};lr;q=1>";
        Assert.Equal(expected, RawPeer.Value(ack, "Route"));
        Assert.StartsWith($"ACK sip:420@{callee.Local} ", ack, StringComparison.Ordinal);

        // The callee asks first: its route set must outlive its own target refresh.
        var reinvite = $"INVITE {RawPeer.Uri(invite, "Contact")} SIP/2.0\nVia: SIP/2.0/UDP {callee.Local};branch=z9hG4bK{Guid.NewGuid():N}\nMax-Forwards: 70\nRoute: {ours}\n"
            + $"From: {RawPeer.Value(invite, "To")};tag=b\nTo: {RawPeer.Value(invite, "From")}\nCall-ID: {callId}\nCSeq: 7 INVITE\nContact: <sip:421@{callee.Local}>\nContent-Length: 0\n\n";
        await callee.SendAsync(reinvite);
        var refreshed = await caller.ReceiveAsync("INVITE ");
        Assert.Equal(near, RawPeer.Value(refreshed, "Route"));
        await caller.RespondAsync(refreshed, "200 OK", "a", $"Contact: <sip:411@{caller.Local}>\n");
        var refreshedAnswer = await callee.ReceiveAsync("SIP/2.0 200");

        await caller.SendAsync(Request("BYE", RawPeer.Uri(refreshed, "Contact"), 2, to, back));
        var bye = await callee.ReceiveAsync("BYE ");
        Assert.StartsWith($"BYE sip:421@{callee.Local} ", bye, StringComparison.Ordinal);
        Assert.Equal(expected, RawPeer.Value(bye, "Route"));
        await callee.RespondAsync(bye, "200 OK", "b");
        await caller.ReceiveAsync("SIP/2.0 200");
        Assert.Contains(";sc=", RawPeer.Uri(refreshedAnswer, "Contact"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rfc3261_12_2_1_1_proxy_that_is_routed_by_name_is_not_left_out_after_a_refresh()
    {
        using var sides = new Sides(node);
        var proxy = await sides.FarAsync("43");
        var phone = await sides.PhoneAsync("191");
        const string Named = "<sip:proxy.example.com;lr>";
        // The system behind it is where no request of ours gets.
        const string Behind = "Contact: <sip:430@127.99.99.99:5099>\n";
        var (near, invite) = await sides.InviteAsync(phone, "191", proxy, "430");
        await proxy.RespondAsync(invite, "200 OK", "b", $"Record-Route: {Named}\n{Behind}");
        var answer = await phone.ReceiveAsync("SIP/2.0 200");
        near.Answered(answer);
        var back = $"Route: {RawPeer.Values(answer, "Record-Route")[0]}\n";
        await near.SendAsync("ACK", back);
        Assert.Equal(Named, RawPeer.Value(await proxy.ReceiveAsync("ACK "), "Route"));

        await near.SendAsync("INVITE", back);
        await proxy.RespondAsync(await proxy.ReceiveAsync("INVITE "), "200 OK", "b", Behind);
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK", back);
        Assert.Equal(Named, RawPeer.Value(await proxy.ReceiveAsync("ACK "), "Route"));
        await near.SendAsync("BYE", back);
        var bye = await proxy.ReceiveAsync("BYE ");
        Assert.StartsWith("BYE sip:430@127.99.99.99:5099 ", bye, StringComparison.Ordinal);
        Assert.Equal(Named, RawPeer.Value(bye, "Route"));
    }
}
