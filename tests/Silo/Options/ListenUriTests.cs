using System.Net;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Options;

public sealed class ListenUriTests
{
    [Theory]
    [InlineData("udp:127.0.0.1:5060", TransportProtocol.Udp, "127.0.0.1", 5060)]
    [InlineData("tcp:[::1]:5060", TransportProtocol.Tcp, "::1", 5060)]
    [InlineData("TCP:0.0.0.0:0", TransportProtocol.Tcp, "0.0.0.0", 0)]
    [InlineData("tls:127.0.0.1:5061", TransportProtocol.Tls, "127.0.0.1", 5061)]
    [InlineData("udp:[::]:65535", TransportProtocol.Udp, "::", 65535)]
    public void Well_formed_uri_is_read(string text, TransportProtocol protocol, string address, int port)
    {
        Assert.True(ListenUri.TryParse(text, out var uri, out _));
        Assert.Equal(new ListenUri(protocol, IPAddress.Parse(address), port), uri);
    }

    [Theory]
    [InlineData("", "must begin with")]
    [InlineData(null, "must begin with")]
    [InlineData("sctp:127.0.0.1:5060", "must begin with")]
    [InlineData("127.0.0.1:5060", "must begin with")]
    [InlineData("udp", "must begin with")]
    [InlineData("udp:127.0.0.1", "names no port")]
    [InlineData("udp:[::1]", "names no port")]
    [InlineData("udp:127.0.0.1:", "names no port")]
    [InlineData("udp:127.0.0.1:sip", "is not a port")]
    [InlineData("udp:127.0.0.1:65536", "is not a port")]
    [InlineData("udp:127.0.0.1:-1", "is not a port")]
    [InlineData("udp:::1:5060", "in brackets")]
    [InlineData("udp:example.com:5060", "is not an IP address")]
    [InlineData("udp:10.1:5060", "is not an IP address")]
    [InlineData("udp::5060", "is not an IP address")]
    [InlineData("udp:[]:5060", "is not an IP address")]
    [InlineData("udp:127.0.0.é:5060", "is not an IP address")]
    public void Malformed_uri_is_refused_with_what_is_wrong(string? text, string fault)
    {
        Assert.False(ListenUri.TryParse(text, out _, out var said));
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_is_udp_and_tcp_on_port_5060_of_all_addresses()
    {
        Assert.Contains(new ListenUri(TransportProtocol.Udp, IPAddress.Any, 5060), ListenUri.Defaults);
        Assert.Contains(new ListenUri(TransportProtocol.Tcp, IPAddress.Any, 5060), ListenUri.Defaults);
        Assert.All(ListenUri.Defaults, static uri => Assert.Equal(5060, uri.Port));
    }

    [Fact]
    public void Text_of_a_uri_is_what_it_is_read_from()
    {
        Assert.True(ListenUri.TryParse("tcp:[::1]:5060", out var uri, out _));
        Assert.Equal("tcp:[::1]:5060", uri.ToString());
    }
}
