using System.Net;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transactions;

public sealed class ResponseRoutingTests : IDisposable
{
    private static readonly IPEndPoint s_source = new(IPAddress.Parse("192.0.2.9"), 40_000);

    private readonly LayerFixture _layer = new();

    public void Dispose() => _layer.Dispose();

    [Theory]
    [InlineData("192.0.2.9:5070", 5070)] // RFC 3261 §18.2.2: it listens elsewhere than it sends from
    [InlineData("192.0.2.9", 5060)]
    [InlineData("host.example:5070", 5070)] // who knows where that is
    [InlineData("192.0.2.9:5070;rport", 40_000)] // RFC 3581 §4
    [InlineData("10.0.0.9:5070", 40_000)] // behind NAT, whether it says so or not
    [InlineData("10.0.0.9;rport", 40_000)]
    public void Response_goes_where_the_request_can_be_answered(string sentBy, int port)
    {
        _layer.Receive(Options("UDP", sentBy), s_source);
        _layer.Accepted.Single().Respond(200);
        Assert.Equal(TransportAddress.Of(IPAddress.Parse("192.0.2.9"), port), _layer.SentTo.Single());
    }

    [Theory]
    [InlineData(TransportProtocol.Tcp, "192.0.2.9:5070", 5070)]
    [InlineData(TransportProtocol.Tcp, "192.0.2.9", 5060)]
    [InlineData(TransportProtocol.Tls, "host.example", 5061)]
    [InlineData(TransportProtocol.Tls, "10.0.0.9:5071;rport", 5071)]
    public void Rfc3261_18_2_2_response_whose_connection_is_gone_opens_one_to_where_the_client_listens(TransportProtocol protocol, string sentBy, int port)
    {
        using var layer = new LayerFixture(protocol);
        layer.Receive(Options(protocol == TransportProtocol.Tcp ? "TCP" : "TLS", sentBy), s_source, connection: 7);
        layer.Accepted.Single().Respond(200);
        Assert.StartsWith("SIP/2.0 200 ", layer.Sent.Single(), StringComparison.Ordinal);
        Assert.Equal(TransportAddress.Of(s_source.Address, port), layer.SentTo.Single());
    }

    [Fact]
    public void New_connection_is_opened_over_the_transport_that_knows_who_must_be_there()
    {
        using var layer = new LayerFixture(TransportProtocol.Tls);
        using var towards = new LayerFixture(TransportProtocol.Tls);
        layer.Receive(Options("TLS", "192.0.2.9"), s_source, connection: 7);
        layer.Accepted.Single().ReconnectOver = towards.Transport;
        layer.Accepted.Single().Respond(200);
        Assert.Empty(layer.Sent);
        Assert.Equal(TransportAddress.Of(s_source.Address, 5061), towards.SentTo.Single());
    }

    private static string Options(string protocol, string sentBy) =>
        $"OPTIONS sip:b@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/{protocol} {sentBy};branch=z9hG4bKa\r\nMax-Forwards: 70\r\nFrom: <sip:a@192.0.2.9>;tag=1\r\n" +
        "To: <sip:b@192.0.2.1>\r\nCall-ID: call\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
}
