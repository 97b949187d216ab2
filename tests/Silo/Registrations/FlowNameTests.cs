using System.Net;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Registrations;

public sealed class FlowNameTests
{
    [Theory]
    [InlineData(TransportProtocol.Udp, "udp/192.0.2.1:5060/192.0.2.9:5060/0")]
    [InlineData(TransportProtocol.Tcp, "tcp/192.0.2.1:5060/192.0.2.9:5060/0")]
    [InlineData(TransportProtocol.Tls, "tls/192.0.2.1:5060/192.0.2.9:5060/0")]
    public void Flow_of_each_protocol_is_read_as_it_is_written(TransportProtocol protocol, string text)
    {
        var name = new FlowName(protocol, TransportAddress.Of(IPAddress.Parse("192.0.2.1"), 5060), TransportAddress.Of(IPAddress.Parse("192.0.2.9"), 5060), 0);
        Assert.Equal(text, name.ToString());
        Assert.True(FlowName.TryParse(text, out var read));
        Assert.Equal(name, read);
    }

    [Fact]
    public void Flow_of_another_protocol_is_none() => Assert.False(FlowName.TryParse("sctp/192.0.2.1:5060/192.0.2.9:5060/0", out _));
}
