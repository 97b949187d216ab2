using System.Net;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Edge;

public sealed class SourceIndexTests
{
    private readonly Trunk _wide = WithSources("10.0.0.0/8", "2001:db8::/32");
    private readonly Trunk _narrow = WithSources("10.1.2.0/24", "10.1.3.0/24", "2001:db8:1::/48");
    private readonly Trunk _alsoNarrow = WithSources("10.1.2.0/24");
    private readonly Trunk _exact = WithSources("10.1.2.7");
    private readonly Trunk _any = WithSources("::/0");
    private readonly SourceIndex _index;

    public SourceIndexTests() => _index = SourceIndex.Build([_wide, _narrow, _alsoNarrow, _exact, _any]);

    [Fact]
    public void Address_itself_goes_before_blocks_and_narrow_blocks_before_wide_ones()
    {
        Assert.Equal(Ids(_exact), Find("10.1.2.7"));
        Assert.Equal(Ids(_narrow, _alsoNarrow, _wide), Find("10.1.2.8"));
        Assert.Equal(Ids(_narrow, _wide), Find("10.1.3.255"));
        Assert.Equal(Ids(_wide), Find("10.1.4.0"));
        Assert.Empty(Find("11.0.0.0"));
        Assert.Equal(Ids(_narrow, _wide, _any), Find("2001:db8:1:ffff::1"));
        Assert.Equal(Ids(_wide, _any), Find("2001:db8:2::1"));
        Assert.Equal(Ids(_any), Find("2001:db9::1"));
        Assert.Empty(Find("0.0.0.1"));
    }

    [Fact]
    public void Search_for_a_stranger_allocates_nothing()
    {
        var stranger = TransportAddress.Of(IPAddress.Parse("192.0.2.1"), 5060);
        Assert.Empty(_index.Find(stranger));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) _index.Find(stranger);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private ConnectorId[] Find(string address) => [.. _index.Find(TransportAddress.Of(IPAddress.Parse(address), 5060))];

    private static ConnectorId[] Ids(params Trunk[] trunks) => [.. trunks.Select(static trunk => trunk.Configuration.Connector)];

    private static Trunk WithSources(params string[] sources) => new(new TrunkConfiguration(
        ConnectorId.New(), new SiteId(Guid.Empty), "A", ConnectionType.Ip, "pbx.example", 5060, TrunkTransport.Udp, null, null, false, true, false, [.. sources],
        TlsPolicy.Default, TrunkLimits.Default, null, 1));
}
