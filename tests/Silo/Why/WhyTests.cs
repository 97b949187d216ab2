using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Why;

/// <summary>Calls that fail, on a whole node: each has one cause, and the caller is told.</summary>
public sealed class WhyTests(RunningNode node) : IClassFixture<RunningNode>
{
    private ICallJournal Journal => node.Services.GetRequiredService<ICallJournal>();

    [Fact]
    public async Task Each_refusal_has_its_cause_in_the_reason_header_and_in_the_journal()
    {
        using var caller = new RawPeer("127.0.0.81", node.Udp);
        var id = await node.ConnectAsync("Refused", caller.Local, "81", transit: false);
        await node.ConnectAsync("Elsewhere", new(System.Net.IPAddress.Parse("127.0.0.82"), 5060), "82", transit: false);
        foreach (var (number, status, cause) in new[]
        {
            ("999", 404, CallCause.NumberUnknown), ("rani", 404, CallCause.NotANumber), ("820", 404, CallCause.TransitForbidden),
        })
        {
            var refusal = await new RawCall(caller, node.Udp, number).RefusedAsync($"SIP/2.0 {status}");
            Assert.Contains($"cause={status};text=\"", RawPeer.Value(refusal, "Reason"), StringComparison.Ordinal);
            var call = Journal.Failed(node.Site, id, 1, null).Items[0];
            Assert.Equal((cause, status, "100", number), (call.Cause, call.Status, call.From, call.To));
        }
        Assert.Equal(3, Journal.Failed(node.Site, id, 10, null).TotalCount);
    }

    [Fact]
    public async Task Call_refused_before_anybody_was_identified_is_journaled_for_the_connector_of_its_address()
    {
        using var caller = new RawPeer("127.0.0.83", node.Udp);
        var id = await node.ConnectAsync("Odd", caller.Local, "83", transit: false);
        await new RawCall(caller, node.Udp, "1").InviteAsync("Proxy-Require: magic\n");
        await caller.ReceiveAsync("SIP/2.0 420");
        Assert.Equal(CallCause.UnsupportedExtension, Assert.Single(Journal.Failed(node.Site, id, 10, null).Items).Cause);
    }

    [Theory]
    [InlineData("127.0.0.84", "84", false, "No ACK came from the calling side.")]
    [InlineData("127.0.0.86", "86", true, "The ACK was passed on, and the answering side did not get it.")]
    public async Task Answer_that_is_never_acknowledged_is_named_with_the_side_that_lost_the_ack(string address, string prefix, bool isAcknowledged, string expected)
    {
        using var caller = new RawPeer(address, node.Udp);
        using var callee = new RawPeer(address.Replace("0.8", "1.8", StringComparison.Ordinal), node.Udp);
        var calling = await node.ConnectAsync($"Calling {prefix}", caller.Local, "9" + prefix, transit: true);
        var answering = await node.ConnectAsync($"Answering {prefix}", callee.Local, prefix, transit: false);
        var call = new RawCall(caller, node.Udp, prefix + "0");
        await call.InviteAsync();
        var invite = await callee.ReceiveAsync("INVITE ");
        // Once more than is needed: when that one is through, the one before it is dealt with.
        for (var i = 0; i < 8; i++)
        {
            await callee.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:1@{callee.Local}>\n");
            var answer = await caller.ReceiveAsync("SIP/2.0 200");
            if (i > 0 || !isAcknowledged) continue;
            await call.AckAsync(answer);
            await callee.ReceiveAsync("ACK ");
        }
        var failed = Assert.Single(Journal.Failed(node.Site, isAcknowledged ? answering : calling, 10, null).Items);
        Assert.Equal(CallCause.AckMissing, failed.Cause);
        Assert.EndsWith(expected, failed.Text);
    }

    [Fact]
    public async Task Rfc3261_12_1_1_answer_without_contact_is_refused_and_named()
    {
        using var caller = new RawPeer("127.0.0.89", node.Udp);
        using var callee = new RawPeer("127.0.0.90", node.Udp);
        await node.ConnectAsync("Calling 89", caller.Local, "989", transit: true);
        var answering = await node.ConnectAsync("Answering 89", callee.Local, "89", transit: false);
        var channels = node.Services.GetRequiredService<ITrunkChannels>();
        var call = new RawCall(caller, node.Udp, "890");
        await call.InviteAsync();
        var invite = await callee.ReceiveAsync("INVITE ");
        await callee.RespondAsync(invite, "200 OK", "b");
        Assert.Equal("SIP;cause=502;text=\"The answer does not say where its sender is\"", RawPeer.Value(await caller.ReceiveAsync("SIP/2.0 502"), "Reason"));
        var failed = Assert.Single(Journal.Failed(node.Site, answering, 10, null).Items);
        Assert.Equal((CallCause.ContactMissing, 502, "890"), (failed.Cause, failed.Status, failed.To));
        Assert.Equal(0, await channels.InUse(answering));

        // The same again, which it repeats for want of an ACK, changes nothing; one that can be hung up is.
        await callee.RespondAsync(invite, "200 OK", "b");
        await callee.RespondAsync(invite, "200 OK", "c", $"Contact: <sip:1@{callee.Local}>\n");
        await callee.ReceiveAsync("ACK ");
        await callee.ReceiveAsync("BYE ");
        Assert.Single(Journal.Failed(node.Site, answering, 10, null).Items);
    }

    [Fact]
    public async Task Stranger_is_listed_when_it_was_challenged_twice_and_is_let_in_once_its_address_is_assigned()
    {
        using var stranger = new RawPeer("127.0.0.88", node.Udp);
        var callers = node.Services.GetRequiredService<IUnmatchedCallers>();
        // What it shows is no credentials, and proves nothing sooner or later.
        const string Shown = "Authorization: Basic bm9ib2R5\n";
        await new RawCall(stranger, node.Udp, "1").RefusedAsync("SIP/2.0 401", Shown);
        Assert.DoesNotContain(callers.All(), static caller => caller.Source == "127.0.0.88");
        await new RawCall(stranger, node.Udp, "2").RefusedAsync("SIP/2.0 401", Shown);
        // The third one's answer says that the second was dealt with.
        await new RawCall(stranger, node.Udp, "3").RefusedAsync("SIP/2.0 401", Shown);
        var listed = Assert.Single(callers.All(), static caller => caller.Source == "127.0.0.88");
        Assert.Equal((UnmatchedReason.AddressUnknown, "INVITE", "sip:100@far", node.Site), (listed.Reason, listed.Method, listed.From, listed.Site));
        Assert.InRange(listed.Count, 1, 2);
        Assert.Equal(CallCause.CallerUnknown, Journal.Failed(node.Site, null, 200, null).Items.First(static call => call.To == "2").Cause);

        var id = await node.ConnectAsync("Found", stranger.Local, "88", transit: false);
        Assert.Equal(id, Assert.Single(callers.All(), static caller => caller.Source == "127.0.0.88").Connector);
        callers.Forget("127.0.0.88", node.Site);
        await new RawCall(stranger, node.Udp, "999").RefusedAsync("SIP/2.0 404");
        Assert.DoesNotContain(callers.All(), static caller => caller.Source == "127.0.0.88");
    }
}
