using System.Net;
using SystemConnector.Conformance.Tests.Baresip;
using SystemConnector.Conformance.Tests.Kamailio;
using SystemConnector.Conformance.Tests.Nat;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Conformance.Tests;

/// <summary>
/// Real audio across a connector with NAT transformation: the far side has a private address in a network of its own, and only
/// what a symmetric NAT lets through connects it with us.
/// </summary>
public class NatTests(SharedNode shared)
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(3);
    private static readonly IPAddress s_private = IPAddress.Parse("10.20.30.40"), s_neighbour = IPAddress.Parse("10.20.30.41");

    [Theory]
    [InlineData("phone")]
    [InlineData("far end")]
    public async Task Audio_flows_both_ways_when_the_far_side_is_behind_a_symmetric_NAT(string caller)
    {
        BaresipInstallation.Require();
        await using var network = await NetworkNamespace.CreateAsync(s_private);
        using var nat = new SymmetricNat(network, s_private);
        var site = await SiteAsync();
        await using var phone = await BaresipProcess.StartAsync(BaresipAccount.Phone(site, "100"), 440);
        await using var far = await FarEndAsync(site, network);
        if (caller == "phone") await Conversation.BetweenAsync(phone, far);
        else await Conversation.BetweenAsync(far, phone);
    }

    [Fact]
    public async Task Phones_of_a_Kamailio_behind_the_NAT_are_called_and_call()
    {
        BaresipInstallation.Require();
        KamailioInstallation.Require();
        await using var network = await NetworkNamespace.CreateAsync(s_private, s_neighbour);
        using var nat = new SymmetricNat(network, s_private, s_neighbour);
        var site = await SiteAsync();
        var place = new Place(s_private, network);
        await using var kamailio = await KamailioProcess.StartAsync(site, FarEndKind.RegistersWithUs, place);
        await kamailio.IsRegisteredAsync();
        await using var phone = await BaresipProcess.StartAsync(BaresipAccount.Phone(site, "100"), 440);
        await using var far = await BaresipProcess.StartAsync(
            new BaresipAccount("200", s_private.ToString()) { Proxy = place.Sip, Registers = true }, 1000, new Place(s_neighbour, network));
        await Conversation.BetweenAsync(phone, far);
        await Conversation.BetweenAsync(far, phone);
    }

    /// <summary>What shows that the tests above can fail: the call is up, and nothing is heard.</summary>
    [Fact]
    public async Task Nothing_is_heard_when_the_NAT_lets_no_media_through()
    {
        BaresipInstallation.Require();
        await using var network = await NetworkNamespace.CreateAsync(s_private);
        using var nat = new SymmetricNat(network, s_private) { BlocksMedia = true };
        var site = await SiteAsync();
        await using var phone = await BaresipProcess.StartAsync(BaresipAccount.Phone(site, "100"), 440);
        await using var far = await FarEndAsync(site, network);
        await phone.CallAsync("200");
        await far.IsInCallAsync();
        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => phone.HearsAsync(far, s_silence));
        Assert.Contains("no audio at all", failure.Message, StringComparison.Ordinal);
        await far.HangUpAsync();
        await phone.CallEndsAsync();
    }

    // The far side's address is not known and changes: it registers with us. Nobody is at the address that is configured.
    private async Task<TestSite> SiteAsync()
    {
        var site = await shared.NewSiteAsync();
        await site.AddExtensionsAsync("100");
        await site.AddPasswordConnectorAsync(
            "East", Loopback.NextEndpoint(), "200", "299", SipTransport.Udp,
            KamailioProcess.Username, KamailioProcess.Password, register: false, natTransformation: true);
        await site.RoutesAsync("200", "REMOTE");
        return site;
    }

    private static Task<BaresipProcess> FarEndAsync(TestSite site, NetworkNamespace network)
    {
        var trunk = new BaresipAccount(KamailioProcess.Username, site.Domain)
        {
            Proxy = site.Node.Sip,
            Password = KamailioProcess.Password,
            Registers = true,
        };
        var number = trunk with { User = "200", Username = trunk.User, Registers = false };
        return BaresipProcess.StartAsync(number, 1000, new Place(s_private, network), registersAs: trunk);
    }
}
