using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transactions;

/// <summary>A transaction layer with a clock of its own, over a transport that keeps what is sent instead of sending it.</summary>
internal sealed class LayerFixture : IDisposable, ITransactionUser, IClientTransactionUser
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<Exception> _faults = [];
    private readonly SilentTransport _transport;

    public LayerFixture(TransportProtocol protocol = TransportProtocol.Udp)
    {
        _transport = new SilentTransport(protocol);
        Layer = new TransactionLayer(this, new TransactionTimers(), _time, _faults.Add);
    }

    public TransactionLayer Layer { get; }

    /// <summary>What was sent since the last look.</summary>
    public List<string> Sent => _transport.Sent;

    /// <summary>Where each of them went.</summary>
    public List<TransportAddress> SentTo => _transport.SentTo;

    /// <summary>What went another way, once there is one.</summary>
    public List<string> SentElsewhere { get; private set; } = [];

    /// <summary>The server transactions that were made, each accepted and not answered.</summary>
    public List<ServerTransaction> Accepted { get; } = [];

    public List<ServerTransaction> Cancelled { get; } = [];

    /// <summary>What the clients were told: a status or a failure.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What a client says when it is asked whether a request may be sent again.</summary>
    public bool MayRetransmit { get; set; } = true;

    public SipTransport Transport => _transport;

    private Flow Flow => new(_transport, TransportAddress.Of(IPAddress.Parse("192.0.2.9"), 5060));

    public void Dispose()
    {
        Layer.Dispose();
        Assert.Empty(_faults);
    }

    /// <summary>Nothing can be sent over the transport any more; responses have another way.</summary>
    public void Lose()
    {
        var other = new SilentTransport(TransportProtocol.Udp);
        SentElsewhere = other.Sent;
        _transport.IsLost = true;
        Layer.OtherWay = flow => new Flow(other, flow.Remote);
    }

    public void Elapse(TimeSpan time) => _time.Advance(time);

    public void Elapse(int milliseconds) => Elapse(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Sends a request as a client.</summary>
    public ClientTransaction Start(string method, string callId = "call")
    {
        var shard = Layer.ShardOf(Encoding.ASCII.GetBytes(callId));
        var branch = shard.NewBranch();
        var request = Request(method, $"z9hG4bK{branch:x16}", callId);
        lock (shard.Lock) return shard.Start(SipMethods.Of(Encoding.ASCII.GetBytes(method)), branch, Flow, Encoding.ASCII.GetBytes(request), this);
    }

    /// <summary>Hands in the far side's response to a client's request.</summary>
    public void Respond(ClientTransaction client, int status, string callId = "call", uint cseq = 1) => Receive(
        $"SIP/2.0 {status} x\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{client.Branch:x16}\r\nFrom: <sip:a@192.0.2.1>;tag=1\r\n" +
        $"To: <sip:b@192.0.2.9>;tag=2\r\nCall-ID: {callId}\r\nCSeq: {cseq} {Encoding.ASCII.GetString(SipMethods.Name(client.Method))}\r\nContent-Length: 0\r\n\r\n");

    /// <summary>Hands in a request of the far side.</summary>
    public void Receive(string method, string branch, string callId = "call") => Receive(Request(method, branch, callId));

    void ITransactionUser.OnRequest(in IncomingRequest request) => Accepted.Add(request.Accept());

    void ITransactionUser.OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
    }

    void ITransactionUser.OnCancel(ServerTransaction invite, SipMessage cancel) => Cancelled.Add(invite);

    void ITransactionUser.OnMalformed(SipMessage message, MessageFault fault, in Flow flow) => Assert.Fail(fault.ToString());

    void ITransactionUser.OnConnectionClosed(in Flow flow)
    {
    }

    void IClientTransactionUser.OnResponse(ClientTransaction transaction, SipMessage response) => Told.Add($"{response.Status}");

    void IClientTransactionUser.OnFailure(ClientTransaction transaction, ClientFailure failure) => Told.Add($"{failure}");

    private static string Request(string method, string branch, string callId) =>
        $"{method} sip:b@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch={branch}\r\nMax-Forwards: 70\r\nFrom: <sip:a@192.0.2.1>;tag=1\r\n" +
        $"To: <sip:b@192.0.2.9>\r\nCall-ID: {callId}\r\nCSeq: 1 {method}\r\nContact: <sip:a@192.0.2.1>\r\nContent-Length: 0\r\n\r\n";

    /// <summary>Hands in a message that came from a place of its own.</summary>
    public void Receive(string text, IPEndPoint source, long connection = 0) => Receive(text, new Flow(_transport, TransportAddress.Of(source.Address, source.Port), connection));

    private void Receive(string text) => Receive(text, Flow);

    private void Receive(string text, Flow flow)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var message = new SipMessage();
        var fault = SipParser.Parse(message, bytes, 0, bytes.Length);
        Layer.Received(message, fault, flow);
    }

    private sealed class SilentTransport(TransportProtocol protocol) : SipTransport(protocol, null)
    {
        public List<string> Sent { get; } = [];

        public List<TransportAddress> SentTo { get; } = [];

        public bool IsLost { get; set; }

        public override TransportAddress Local { get; } = TransportAddress.Of(IPAddress.Parse("192.0.2.1"), 5060);

        public override void Start(ITransportReceiver receiver)
        {
        }

        public override bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket = default)
        {
            // Whatever connection is named, it is gone by now.
            if (IsLost || flow.Connection != 0) return false;
            Sent.Add(Encoding.ASCII.GetString(message));
            SentTo.Add(flow.Remote);
            return true;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
