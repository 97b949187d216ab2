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
    public async Task Phones_call_each_other_across_the_connector(FarEndKind kind)
    {
        BaresipInstallation.Require();
        KamailioInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Place.OfItsOwn();
        await site.AddExtensionsAsync("100");
        await using var kamailio = await KamailioProcess.StartAsync(site, kind, east);
        var connector = kind == FarEndKind.Ip
            ? await site.AddIpConnectorAsync("East", east.Sip, "200", "299", SipTransport.Udp)
            : await site.AddPasswordConnectorAsync(
                "East", east.Sip, "200", "299", SipTransport.Udp, KamailioProcess.Username, KamailioProcess.Password, register: kind == FarEndKind.Registrar);
        if (kind == FarEndKind.Registrar) await connector.TrunkIsAsync("REGISTERED", s_bound);
        await site.RoutesAsync("200", "REMOTE");
        await using var phone = await BaresipProcess.StartAsync(BaresipAccount.Phone(site, "100"), 440);
        await using var far = await BaresipProcess.StartAsync(
            new BaresipAccount("200", east.Address.ToString()) { Proxy = east.Sip, Registers = true }, 1000);
        try
        {
            await Conversation.BetweenAsync(phone, far);
            await Conversation.BetweenAsync(far, phone);
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine(kamailio.Log);
        }
    }
}
