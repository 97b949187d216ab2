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
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Tests.Locating;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>
/// A trunk client on a real UDP socket with a fake clock, and a far side. Time passes in small steps; after each one the fixture
/// waits until every datagram that is under way has been handled and all posted work is done, so that no test depends on how fast the machine is.
/// </summary>
internal sealed class TrunkFixture : IAsyncDisposable, ITransactionUser, ITransportReceiver, IMessageTrace
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250), RealBound = TimeSpan.FromSeconds(20);

    private readonly TransactionLayer _layer;
    private readonly UdpTransport _transport;
    private readonly ConcurrentQueue<TrunkStatus> _reports = [];
    private readonly ConcurrentQueue<Exception> _faults = [];
    private readonly ConcurrentBag<FarSide> _others = [];
    private int _sent, _handled, _posted;

    public TrunkFixture()
    {
        Far = new FarSide(Time);
        Locator = new Locator(Dns, new HostsFile("no-such-file"), static (_, _) => throw new SocketException((int)SocketError.HostNotFound), () => Jitter, Time);
        _layer = new TransactionLayer(this, new TransactionTimers(), Time, _faults.Enqueue);
        _transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), _faults.Enqueue) { Trace = this };
        Node = new SipNode(_layer, [_transport]);
        Client = new TrunkClient(new TrunkEnvironment(Time, () => Jitter, Post, Locator, Report, Fence, "node-1", NullLogger.Instance));
        // In the node's place, so that it is known when a message was handled.
        _transport.Start(this);
        Client.Start(Node);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public FarSide Far { get; }

    /// <summary>Another address of the far side, with the same port.</summary>
    public FarSide AddFar(string address)
    {
        var far = new FarSide(Time, address, Far.Port);
        _others.Add(far);
        return far;
    }

    public SipNode Node { get; }

    public TrunkClient Client { get; }

    public OpenFence Fence { get; } = new();

    public double Jitter { get; set; } = 0.5;

    public FakeDns Dns { get; } = new();

    public Locator Locator { get; }

    /// <summary>Fails as many reports as this says.</summary>
    public int FailingReports { get; set; }

    public IReadOnlyList<TrunkStatus> Reports => [.. _reports];

    public TrunkStatus? Latest => _reports.LastOrDefault();

    public TrunkConfiguration Password(string password = "s3cret-word", bool register = true, string host = "127.0.0.1", long version = 1, ConnectorId? connector = null) => new(
        connector ?? new ConnectorId(new Guid(1, 0, 0, new byte[8])), new SiteId(Guid.Empty), "B", ConnectionType.Password, host, Far.Port,
        TrunkTransport.Udp, "trunk-user", Encoding.UTF8.GetBytes(password), register, true, false, [], TlsPolicy.Default, TrunkLimits.Default, null, version);

    public TrunkConfiguration Ip(string host = "127.0.0.1", params string[] sources) => Password(host: host) with
    {
        Type = ConnectionType.Ip,
        Username = null,
        Password = null,
        Register = false,
        Sources = [.. sources],
    };

    /// <summary>Lets time pass, in steps that may be larger where much of it is to pass.</summary>
    public async Task Elapse(TimeSpan time, TimeSpan? step = null)
    {
        var once = step ?? Step;
        for (var left = time; left > TimeSpan.Zero; left -= once)
        {
            Time.Advance(left < once ? left : once);
            await Settle();
        }
    }

    /// <summary>Lets time pass until something is so; says how long it took.</summary>
    public async Task<TimeSpan> Until(Func<bool> condition, int withinSeconds)
    {
        var start = Time.GetUtcNow();
        while (!condition())
        {
            Assert.True(Time.GetUtcNow() - start < TimeSpan.FromSeconds(withinSeconds), $"not within {withinSeconds} s; the trunk is {Latest}");
            await Elapse(Step);
        }
        return Time.GetUtcNow() - start;
    }

    public async Task<TrunkStatus> UntilState(TrunkState state, int withinSeconds)
    {
        await Until(() => Latest?.State == state, withinSeconds);
        return Latest!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var far in All) far.Dispose();
        Client.Dispose();
        await Node.DisposeAsync();
        Assert.Empty(_faults);
    }

    public void Received(SipMessage message, MessageFault fault, in Flow flow)
    {
        _layer.Received(message, fault, flow);
        Interlocked.Increment(ref _handled);
    }

    public void SendFailed(SendTicket ticket) => _layer.SendFailed(ticket);

    public void ConnectionClosed(in Flow flow)
    {
    }

    public void Received(ReadOnlySpan<byte> message, in Flow flow)
    {
    }

    public void Sent(ReadOnlySpan<byte> message, in Flow flow)
    {
        var remote = flow.Remote;
        if (All.Any(far => remote == far.Address)) Interlocked.Increment(ref _sent);
    }

    public void OnRequest(in IncomingRequest request) => request.Respond(501);

    public void OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
    }

    public void OnCancel(ServerTransaction invite, SipMessage cancel)
    {
    }

    public void OnMalformed(SipMessage message, MessageFault fault, in Flow flow) => _faults.Enqueue(new InvalidOperationException(fault.ToString()));

    public void OnConnectionClosed(in Flow flow)
    {
    }

    /// <summary>Waits until the far side has every datagram that was sent, the node handled every answer, and all posted work is done.</summary>
    public async Task Settle()
    {
        var start = TimeProvider.System.GetTimestamp();
        int sent;
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < RealBound, "datagrams got lost on the loopback");
            await PoolTurn();
            sent = Volatile.Read(ref _sent);
        }
        // In the order in which things happen; at last nothing new was sent meanwhile.
        while (sent != All.Sum(static far => far.Received) || All.Sum(static far => far.Answered) != Volatile.Read(ref _handled) || Volatile.Read(ref _posted) != 0 || sent != Volatile.Read(ref _sent));
    }

    private IEnumerable<FarSide> All => _others.Append(Far);

    private static Task PoolTurn()
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
        return turn.Task;
    }

    private void Post(Action work)
    {
        Interlocked.Increment(ref _posted);
        ThreadPool.UnsafeQueueUserWorkItem(
            work =>
            {
                work();
                Interlocked.Decrement(ref _posted);
            },
            work,
            preferLocal: false);
    }

    private Task Report(TrunkStatus status)
    {
        if (FailingReports > 0)
        {
            FailingReports--;
            throw new TimeoutException("The connector's silo is gone.");
        }
        _reports.Enqueue(status);
        return Task.CompletedTask;
    }
}
