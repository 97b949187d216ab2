using System.Net;
using SystemConnector.Conformance.Tests.Baresip;
using SystemConnector.Conformance.Tests.Kamailio;
using SystemConnector.Conformance.Tests.Nat;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Conformance.Tests;

/// <summary>Kamailio as a far end of either type, with a baresip on each side of the connector.</summary>
public class KamailioTests(SharedNode shared)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(FarEndKind.Ip)]
    [InlineData(FarEndKind.Registrar)]
    [InlineData(FarEndKind.RegistersWithUs)]
    public async Task Phones_of_both_sides_call_each_other(FarEndKind kind)
    {
        Require();
        var site = await shared.NewSiteAsync();
        var place = Place.OfItsOwn();
        // Where the far side registers with us, that is where it is reached: nobody is at the address that is configured.
        var connector = await AddConnectorAsync(site, kind, kind == FarEndKind.RegistersWithUs ? Loopback.NextEndpoint() : place.Sip);
        await using var kamailio = await KamailioProcess.StartAsync(site, kind, place);
        if (kind == FarEndKind.Registrar) await connector.TrunkIsAsync("REGISTERED", s_bound);
        if (kind == FarEndKind.RegistersWithUs) await kamailio.IsRegisteredAsync();
        await using var phone = await PhoneAsync(site);
        await using var far = await FarPhoneAsync(place);
        await Conversation.BetweenAsync(phone, far);
        await Conversation.BetweenAsync(far, phone);
    }

    [Fact]
    public async Task Registration_is_refreshed_before_it_expires()
    {
        Require();
        var site = await shared.NewSiteAsync();
        var place = Place.OfItsOwn();
        await using var kamailio = await KamailioProcess.StartAsync(site, FarEndKind.Registrar, place, expires: 10);
        var connector = await AddConnectorAsync(site, FarEndKind.Registrar, place.Sip);
        var first = UntilOf(await connector.TrunkIsAsync("REGISTERED", s_bound));
        var refreshed = first;
        await Eventually.TrueAsync(
            async () =>
            {
                var trunk = await connector.TrunkAsync();
                Assert.Equal("REGISTERED", trunk.GetProperty("state").GetString());
                refreshed = UntilOf(trunk);
                return refreshed > first;
            },
            s_bound,
            () => $"the registration lasts longer than until {first}");
        Assert.InRange(refreshed - first, TimeSpan.Zero, TimeSpan.FromSeconds(10)); // it did not lapse in between
        await using var phone = await PhoneAsync(site);
        await using var far = await FarPhoneAsync(place);
        await Conversation.BetweenAsync(far, phone);

        static DateTimeOffset UntilOf(System.Text.Json.JsonElement trunk) => trunk.GetProperty("registeredUntil").GetDateTimeOffset();
    }

    /// <summary>Kamailio's uac gives up on a challenge with SHA-256, wherever MD5 stands beside it.</summary>
    [Fact]
    public async Task Kamailio_registers_with_a_node_as_shipped_when_its_connector_is_MD5_only()
    {
        KamailioInstallation.Require();
        await using var node = await NodeProcess.StartAsync("--Sip:Digest:Algorithms:0=Sha256", "--Sip:Digest:Algorithms:1=Md5");
        var site = await TestSite.CreateAsync(node);
        await site.AddPasswordConnectorAsync(
            "East", Loopback.NextEndpoint(), "200", "299", SipTransport.Udp,
            KamailioProcess.Username, KamailioProcess.Password, register: false, md5Only: true);
        await site.RoutesAsync("200", "REMOTE");
        await using var kamailio = await KamailioProcess.StartAsync(site, FarEndKind.RegistersWithUs, Place.OfItsOwn());
        await kamailio.IsRegisteredAsync();
    }

    private static void Require()
    {
        BaresipInstallation.Require();
        KamailioInstallation.Require();
    }

    private static async Task<TestConnector> AddConnectorAsync(TestSite site, FarEndKind kind, IPEndPoint address)
    {
        await site.AddExtensionsAsync("100");
        var connector = kind == FarEndKind.Ip
            ? await site.AddIpConnectorAsync("East", address, "200", "299", SipTransport.Udp)
            : await site.AddPasswordConnectorAsync(
                "East", address, "200", "299", SipTransport.Udp,
                KamailioProcess.Username, KamailioProcess.Password, register: kind == FarEndKind.Registrar);
        if (kind != FarEndKind.Registrar) await site.RoutesAsync("200", "REMOTE");
        return connector;
    }

    private static Task<BaresipProcess> PhoneAsync(TestSite site) => BaresipProcess.StartAsync(BaresipAccount.Phone(site, "100"), 440);

    private static Task<BaresipProcess> FarPhoneAsync(Place kamailio) =>
        BaresipProcess.StartAsync(new BaresipAccount("200", kamailio.Address.ToString()) { Proxy = kamailio.Sip, Registers = true }, 1000);
}
