using System.Net;
using System.Text;
using SystemConnector.Grains.Cluster;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Edge;

public sealed class StandStillTests : IAsyncDisposable, IFence, IMessageTrace
{
    private readonly UdpTransport _transport;
    private readonly TransactionLayer _layer;
    private readonly List<string> _sent = [];

    public StandStillTests()
    {
        var dispatcher = new RequestDispatcher();
        _layer = new TransactionLayer(dispatcher, new TransactionTimers(), TimeProvider.System, static _ => { });
        _transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), static _ => { }) { Trace = this };
        // Whoever else were asked would be missed.
        dispatcher.Use(new RequestDispatcher.Parts(null!, null!, null!, null!, null!, null!, null!, this, new Handover(link: null!, TimeProvider.System), null!, null!));
    }

    public bool MayOwn => false;

    public bool MayTakeCalls => false;

    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    [InlineData("REGISTER")]
    public void What_begins_something_is_dropped_without_a_word_after_the_process_stood_still(string method)
    {
        Receive(method);

        Assert.Empty(_sent);
        Assert.Equal(0, _layer.Count);
    }

    [Fact]
    public void Question_whether_the_node_lives_is_answered()
    {
        Receive("OPTIONS");

        Assert.StartsWith("SIP/2.0 200 ", Assert.Single(_sent));
    }

    public async ValueTask DisposeAsync()
    {
        _layer.Dispose();
        await _transport.DisposeAsync();
    }

    void IMessageTrace.Received(ReadOnlySpan<byte> message, in Flow flow)
    {
    }

    void IMessageTrace.Sent(ReadOnlySpan<byte> message, in Flow flow) => _sent.Add(Encoding.ASCII.GetString(message));

    private void Receive(string method)
    {
        var text = Encoding.ASCII.GetBytes(
            $"{method} sip:100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKa\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:200@127.0.0.1>;tag=a\r\nTo: <sip:100@127.0.0.1>\r\nCall-ID: a\r\nCSeq: 1 {method}\r\nContact: <sip:200@127.0.0.1>\r\nContent-Length: 0\r\n\r\n");
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, text, 0, text.Length));
        _layer.Received(message, MessageFault.None, new Flow(_transport, TransportAddress.Of(new IPEndPoint(IPAddress.Loopback, 9))));
    }
}
