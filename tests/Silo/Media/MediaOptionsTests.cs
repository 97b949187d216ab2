using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Media;

public sealed class MediaOptionsTests
{
    [Fact]
    public void Every_fault_is_reported_with_its_key()
    {
        using var services = Services(
            ("Media:PortMin", "80"), ("Media:PortMax", "70000"), ("Media:BindIPv4", "::1"), ("Media:AdvertisedIPv6", "host.example"),
            ("Media:Threads", "0"), ("Media:SilenceTimeout", "00:00:01"), ("Media:PortMaxx", "1"));
        var faults = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate).Failures;
        Assert.Equal(
            ["Media:AdvertisedIPv6", "Media:BindIPv4", "Media:PortMax", "Media:PortMaxx", "Media:PortMin", "Media:SilenceTimeout", "Media:Threads"],
            faults.Select(static fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Face_is_where_SIP_speaks_with_the_peer_unless_the_options_say_another()
    {
        await using var transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new(), _ => { });
        var flow = new Flow(transport, Address("127.0.0.9"));

        using (var services = Services())
        {
            var face = services.GetRequiredService<MediaFaces>().Towards(flow, null);
            Assert.True(face.Bind.HasAddressOf(Address("127.0.0.1")));
            Assert.Equal(face.Bind, face.Told);
            // Media of the other family: the address that this machine has towards it.
            Assert.True(services.GetRequiredService<MediaFaces>().Towards(flow, Address("::1")).Bind.IsIPv6);
        }
        using (var services = Services(("Sip:AdvertisedAddress", "203.0.113.1"), ("Media:BindIPv4", "127.0.0.5")))
        {
            var face = services.GetRequiredService<MediaFaces>().Towards(flow, null);
            Assert.Equal((Address("127.0.0.5"), Address("203.0.113.1")), (face.Bind, face.Told));
        }
        using (var services = Services(("Sip:AdvertisedAddress", "203.0.113.1"), ("Media:AdvertisedIPv4", "203.0.113.2")))
            Assert.Equal(Address("203.0.113.2"), services.GetRequiredService<MediaFaces>().Towards(flow, null).Told);
    }

    private static TransportAddress Address(string text) => TransportAddress.Of(IPAddress.Parse(text), 0);

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        return new ServiceCollection().AddLogging().AddSipOptions(configuration).AddMediaRelay(configuration).BuildServiceProvider();
    }
}
