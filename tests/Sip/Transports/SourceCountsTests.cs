using System.Net;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transports;

public sealed class SourceCountsTests
{
    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.0", false)]
    public void One_source_is_an_address_of_ipv4_and_a_64_of_ipv6(string first, string second, bool isSame)
    {
        var counts = new SourceCounts(new TcpOptions { MaxConnectionsPerSource = 1 });
        Assert.True(counts.TryAdd(Address(first, 1)));
        Assert.Equal(!isSame, counts.TryAdd(Address(second, 2)));
        counts.Remove(Address(first, 1), wasPending: true);
        Assert.Equal(isSame, counts.TryAdd(Address(second, 3)));
    }

    [Fact]
    public void All_together_are_bounded()
    {
        var counts = new SourceCounts(new TcpOptions { MaxConnections = 2 });
        Assert.True(counts.TryAdd(Address("192.0.2.1", 1)));
        Assert.True(counts.TryAdd(Address("192.0.2.2", 1)));
        Assert.False(counts.TryAdd(Address("192.0.2.3", 1)));
        counts.NotPending(Address("192.0.2.1", 1));
        Assert.False(counts.TryAdd(Address("192.0.2.3", 1)));
        counts.Remove(Address("192.0.2.1", 1), wasPending: false);
        Assert.True(counts.TryAdd(Address("192.0.2.3", 1)));
    }

    [Theory]
    [InlineData("192.0.2.77", 24, "192.0.2.0")]
    [InlineData("192.0.2.77", 32, "192.0.2.77")]
    [InlineData("192.0.2.77", 0, "0.0.0.0")]
    [InlineData("2001:db8:1:2:3::4", 64, "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:3::4", 128, "2001:db8:1:2:3::4")]
    [InlineData("2001:db8:1:2:3::4", 0, "::")]
    public void Network_is_the_prefix_of_an_address(string address, int prefixLength, string network) =>
        Assert.Equal(Address(network, 0), Address(address, 5060).Network(prefixLength));

    private static TransportAddress Address(string address, int port) => TransportAddress.Of(IPAddress.Parse(address), port);
}
