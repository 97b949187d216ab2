using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Silo.CallRecords;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Ladders;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Benchmarks;

/// <summary>What a call pays for being recorded, and a message for being kept.</summary>
[MemoryDiagnoser, ShortRunJob]
public class CallRecordBenchmarks : IDisposable
{
    private static readonly byte[] Invite = Encoding.ASCII.GetBytes(
        "INVITE sip:200@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK776asdhds\r\nMax-Forwards: 70\r\nFrom: <sip:100@192.0.2.2>;tag=1928301774\r\n"
        + "To: <sip:200@192.0.2.1>\r\nCall-ID: a84b4c76e66710@192.0.2.2\r\nCSeq: 314159 INVITE\r\nContact: <sip:100@192.0.2.2>\r\nContent-Type: application/sdp\r\nContent-Length: 142\r\n\r\n"
        + "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n");

    private readonly TransactionLayer _layer = new(new Nobody(), new TransactionTimers(), TimeProvider.System, static _ => { });
    private readonly UdpTransport _transport = new(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), static _ => { });
    private readonly MessageRings _rings = new(Options.Create(new CallOptions()), TimeProvider.System);
    private readonly CallBook _book = new(null!, TimeProvider.System) { Node = 1 };
    private readonly SipMessage _message = new();
    private List<CallNews> _spare = [];
    private TransactionShard _shard = null!;
    private Caller _caller;
    private Flow _flow;

    /// <summary>Parses the INVITE once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        SipParser.Parse(_message, Invite, 0, Invite.Length);
        _shard = _layer.ShardOf("a@b"u8);
        _flow = new Flow(_transport, TransportAddress.Of(IPAddress.Loopback, 5060));
        _caller = new Caller(LargeTable.Build(LargeTable.Rows()).FindSite(LargeTable.Site)!, null, null);
    }

    /// <summary>An INVITE is kept for ladders; a call has about fourteen messages at a node.</summary>
    [Benchmark]
    public void KeptMessage() => _rings.Received(Invite, _flow);

    /// <summary>A call is noted when it begins and when it is answered, leaves the active calls, and its notes are fetched.</summary>
    [Benchmark]
    public int RecordedCall()
    {
        var facts = _book.Begin(_shard, _message, _caller, default);
        _book.SetUp(_shard, new CallSetUpEnded(facts) { Outcome = CallOutcome.Answered, Status = 200, Attempts = new AttemptNote[1] });
        _book.Close(_shard, CallNumbers.Of(facts.Key), null);
        var news = _book.Find(_shard)!.Take(_spare, out _);
        var count = news.Count;
        news.Clear();
        _spare = news;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _layer.Dispose();
        _ = _transport.DisposeAsync().AsTask();
    }

    private sealed class Nobody : ITransactionUser
    {
        public void OnRequest(in IncomingRequest incoming)
        {
        }

        public void OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
        {
        }

        public void OnCancel(ServerTransaction invite, SipMessage cancel)
        {
        }

        public void OnMalformed(SipMessage message, MessageFault fault, in Flow flow)
        {
        }

        public void OnConnectionClosed(in Flow flow)
        {
        }
    }
}
