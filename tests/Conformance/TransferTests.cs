using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>Transfers across a trunk, from the call to the end of the call that came of it, with SIPp as all three parties.</summary>
public class TransferTests(SharedNode shared)
{
    [Fact]
    public async Task Phone_transfers_the_far_end_blindly_to_another_phone()
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Loopback.NextEndpoint();
        await site.AddExtensionsAsync("100");
        await site.AddIpConnectorAsync("East", east, "200", "299", SipTransport.Udp);
        await site.RoutesAsync("200", "REMOTE");
        await using var target = await RegisteredPhone.StartAsync(site, "150", "callee_short", SipTransport.Udp);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_is_transferred", SipTransport.Udp, east, ("user", "200"), ("replacing", "")));
        var messages = await SippProcess.RunAsync(SippRole.Caller(
            "caller_transfers_blind", SipTransport.Udp, Loopback.NextEndpoint(), site.Node.Sip, "100", "200", site.Domain, ("target", "150")));
        await far.FinishAsync();
        await target.FinishAsync();

        Assert.Contains(messages, static m => !m.Sent && m.IsRequest("NOTIFY") && m.Text.Contains("SIP/2.0 200 OK", StringComparison.Ordinal));
        var invite = Assert.Single(target.ReceivedRequests("INVITE"));
        Assert.Contains("sip:200@", invite.Header("From"), StringComparison.Ordinal);
        Assert.Contains("sip:100@", invite.Header("Referred-By"), StringComparison.Ordinal);
        Assert.Single(target.ReceivedRequests("BYE"));
    }

    [Fact]
    public async Task Rfc3891_attended_transfer_leaves_the_two_others_in_a_call()
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var west = Loopback.NextEndpoint();
        var east = Loopback.NextEndpoint();
        await site.AddIpConnectorAsync("West", west, "100", "149", SipTransport.Udp, allowTransit: true);
        await site.AddIpConnectorAsync("East", east, "200", "299", SipTransport.Udp);
        await site.RoutesAsync("200", "REMOTE");
        await using var target = await RegisteredPhone.StartAsync(site, "150", "callee_replaced", SipTransport.Udp);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener(
            "callee_is_transferred", SipTransport.Udp, east, ("user", "200"), ("replacing", "\nReplaces: [$replaced];to-tag=[$to];from-tag=[$from]\nRequire: replaces")));
        await SippProcess.RunAsync(SippRole.Caller(
            "caller_transfers_attended", SipTransport.Udp, west, site.Node.Sip, "100", "200", site.Domain, ("target", "150")));
        await far.FinishAsync();
        await target.FinishAsync();

        var invites = target.ReceivedRequests("INVITE");
        var answer = target.Messages.First(static m => m.Sent && m.IsResponse(200, "INVITE"));
        // The phone is told to replace the very call that it has.
        Assert.Equal($"{invites[0].Header("Call-ID")};to-tag={Tag(answer.Header("To"))};from-tag={Tag(answer.Header("From"))}", invites[^1].Header("Replaces"));
        Assert.Contains("sip:200@", invites[^1].Header("From"), StringComparison.Ordinal);
        Assert.Single(target.ReceivedRequests("BYE"));
    }

    private static string Tag(string address) => address[(address.LastIndexOf(";tag=", StringComparison.Ordinal) + 5)..];
}
