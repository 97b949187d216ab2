using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>When a far side is asked whether it takes TCP, over a real connection with a fake clock.</summary>
public sealed class LargeRequestsTests : IAsyncDisposable, ITransactionUser
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly UdpTransport _udp;
    private readonly SipNode _node;
    private readonly LargeRequests _large;
    private readonly Flow _flow;
    private int _done;

    public LargeRequestsTests()
    {
        _listener.Start();
        var far = (IPEndPoint)_listener.LocalEndpoint;
        var layer = new TransactionLayer(this, new TransactionTimers(), _time, _faults.Enqueue);
        _udp = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), _faults.Enqueue);
        _node = new SipNode(layer, [_udp, new TcpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), new TcpOptions(), _time, _faults.Enqueue)]);
        _node.Start();
        var configuration = new TrunkConfiguration(
            ConnectorId.New(), new SiteId(Guid.Empty), "B", ConnectionType.Ip, "127.0.0.1", far.Port, TrunkTransport.Udp, null, null, false, true, false, [],
            TlsPolicy.Default, TrunkLimits.Default, null, 1);
        var trunk = new Trunk(configuration);
        _flow = new Flow(_udp, TransportAddress.Of(far));
        trunk.SetTargets(new TrunkTargets([new TrunkTarget(_flow, 0, static _ => { })]));
        var environment = new TrunkEnvironment(_time, static () => 0.5, Post, Locator: null!, static _ => Task.CompletedTask, new OpenFence(), "node", NullLogger.Instance);
        _large = new LargeRequests(new TrunkContext(environment, _node, trunk));
    }

    public async ValueTask DisposeAsync()
    {
        _large.Stop();
        await _node.DisposeAsync();
        _listener.Dispose();
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task Answered_far_side_is_asked_again_while_it_is_needed_and_forgotten_when_not()
    {
        Assert.Null(_large.InPlaceOf(_flow));
        using var far = await AcceptAsync();
        await AnswerAsync(far);
        Assert.Equal(TransportProtocol.Tcp, _large.InPlaceOf(_flow)!.Value.Transport.Protocol);
        // Only at the address that was asked.
        Assert.Null(_large.InPlaceOf(_flow with { Remote = _flow.Remote.WithPort(1) }));

        for (var minutes = 0.5; minutes < 10; minutes += 0.5)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await AnswerAsync(far);
        }
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, far.Available);
        Assert.Null(_large.InPlaceOf(_flow)); // and is asked anew
        await AnswerAsync(far);
    }

    [Fact]
    public async Task Far_side_that_does_not_answer_is_left_alone_for_five_minutes()
    {
        Assert.Null(_large.InPlaceOf(_flow));
        using var far = await AcceptAsync();
        await ReceiveAsync(far);
        _time.Advance(TimeSpan.FromSeconds(4));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Null(_large.InPlaceOf(_flow));
        Assert.Equal(0, _node.Transactions.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_large.InPlaceOf(_flow));
        Assert.Equal(1, _node.Transactions.Count);
    }

    [Fact]
    public async Task Way_that_failed_is_not_taken_again()
    {
        Assert.Null(_large.InPlaceOf(_flow));
        using var far = await AcceptAsync();
        await AnswerAsync(far);
        _large.Failed();
        Assert.Null(_large.InPlaceOf(_flow));
        Assert.Equal(0, _node.Transactions.Count);
    }

    [Fact]
    public async Task Connection_that_is_closed_fails_at_once_and_is_not_opened_anew()
    {
        Assert.Null(_large.InPlaceOf(_flow));
        using var far = await AcceptAsync();
        await AnswerAsync(far);
        var way = _large.InPlaceOf(_flow)!.Value;
        far.Close();
        await UntilAsync(() => ((TcpTransport)way.Transport).ConnectionCount == 0);
        Assert.False(way.Transport.Send(way, "x"u8));
    }

    void ITransactionUser.OnRequest(in IncomingRequest request) => request.Respond(501);

    void ITransactionUser.OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
    }

    void ITransactionUser.OnCancel(ServerTransaction invite, SipMessage cancel)
    {
    }

    void ITransactionUser.OnMalformed(SipMessage message, MessageFault fault, in Flow flow) => _faults.Enqueue(new InvalidOperationException(fault.ToString()));

    void ITransactionUser.OnConnectionClosed(in Flow flow)
    {
    }

    /// <summary>Does at once, on the thread that posts, what a node does later: nobody here holds the trunk's lock meanwhile.</summary>
    private void Post(Action work)
    {
        work();
        Interlocked.Increment(ref _done);
    }

    private async Task<Socket> AcceptAsync() => await _listener.AcceptSocketAsync(Bound());

    /// <summary>Answers the OPTIONS and waits until that was taken in.</summary>
    private async Task AnswerAsync(Socket far)
    {
        var done = Volatile.Read(ref _done);
        await far.SendAsync(Encoding.ASCII.GetBytes(new FarRequest(await ReceiveAsync(far), 0).Respond(404)), Bound());
        await UntilAsync(() => Volatile.Read(ref _done) > done);
    }

    /// <summary>The OPTIONS, which has no body.</summary>
    private static async Task<string> ReceiveAsync(Socket far)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal)) text += Encoding.ASCII.GetString(buffer, 0, await far.ReceiveAsync(buffer, SocketFlags.None, Bound()));
        Assert.StartsWith("OPTIONS ", text, StringComparison.Ordinal);
        return text;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var bound = Bound();
        while (!condition())
        {
            bound.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static CancellationToken Bound() => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;
}
