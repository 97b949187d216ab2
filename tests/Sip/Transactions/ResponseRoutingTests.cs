using System.Net;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transactions;

public sealed class ResponseRoutingTests : IDisposable
{
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
        _layer.Receive(
            $"OPTIONS sip:b@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP {sentBy};branch=z9hG4bKa\r\nMax-Forwards: 70\r\nFrom: <sip:a@192.0.2.9>;tag=1\r\n" +
            "To: <sip:b@192.0.2.1>\r\nCall-ID: call\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
            new IPEndPoint(IPAddress.Parse("192.0.2.9"), 40_000));
        _layer.Accepted.Single().Respond(200);
        Assert.Equal(TransportAddress.Of(IPAddress.Parse("192.0.2.9"), port), _layer.SentTo.Single());
    }
}
