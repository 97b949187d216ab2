using System.Net;
using SystemConnector.Conformance.Tests.Baresip;
using SystemConnector.Conformance.Tests.Nat;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Conformance.Tests;

/// <summary>
/// Real audio across a connector with NAT transformation: the far side has a private address in a network of its own, and only
/// what a symmetric NAT lets through connects it with us.
/// </summary>
public class NatTests(SharedNode shared)
{
    private const string Username = "link", Password = "correct-horse-7";
    private static readonly IPAddress s_private = IPAddress.Parse("10.20.30.40");

    [Theory]
    [InlineData("phone")]
    [InlineData("far end")]
    public async Task Audio_flows_both_ways_when_the_far_side_is_behind_a_symmetric_NAT(string caller)
    {
        BaresipInstallation.Require();
        await using var network = await NetworkNamespace.CreateAsync(s_private);
        using var nat = new SymmetricNat(network, s_private);
        var (phone, far) = await FarSideBehindAsync(network);
        await using (phone)
        await using (far)
        {
            if (caller == "phone") await Conversation.BetweenAsync(phone, far);
            else await Conversation.BetweenAsync(far, phone);
        }
    }

    // The far side's address is not known, and changes: it registers with us.
    private async Task<(BaresipProcess Phone, BaresipProcess Far)> FarSideBehindAsync(NetworkNamespace network)
    {
        var site = await shared.NewSiteAsync();
        await site.AddExtensionsAsync("100");
        await site.AddPasswordConnectorAsync(
            "East", Loopback.NextEndpoint(), "200", "299", SipTransport.Udp, Username, Password, register: false, natTransformation: true);
        await site.RoutesAsync("200", "REMOTE");
        var phone = await BaresipProcess.StartAsync(BaresipAccount.Phone(site, "100"), 440);
        var trunk = new BaresipAccount(Username, site.Domain) { Proxy = site.Node.Sip, Password = Password, Registers = true };
        var far = await BaresipProcess.StartAsync(
            trunk with { User = "200", Username = Username, Registers = false }, 1000, new Place(s_private, network), registersAs: trunk);
        return (phone, far);
    }
}
