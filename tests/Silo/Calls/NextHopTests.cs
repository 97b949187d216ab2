using System.Text;
using SystemConnector.Silo.Calls;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

public sealed class NextHopTests
{
    [Theory]
    [InlineData("sip:a@192.0.2.1", TransportProtocol.Udp, 5060)]
    [InlineData("sip:a@192.0.2.1;transport=TCP", TransportProtocol.Tcp, 5060)]
    [InlineData("sip:a@192.0.2.1;transport=tls", TransportProtocol.Tls, 5061)]
    [InlineData("sips:a@192.0.2.1", TransportProtocol.Tls, 5061)]
    [InlineData("sips:a@192.0.2.1:5070;transport=tcp", TransportProtocol.Tls, 5070)]
    [InlineData("sip:a@192.0.2.1;transport=sctp", TransportProtocol.Udp, 5060)]
    public void Rfc3261_19_1_2_uri_says_its_protocol_and_its_port(string uri, TransportProtocol protocol, int port)
    {
        Assert.True(NextHop.TryLiteral(Encoding.ASCII.GetBytes(uri), out var address, out var found));
        Assert.Equal(protocol, found);
        Assert.Equal(port, address.Port);
    }
}
