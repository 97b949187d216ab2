using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transports;

public sealed class TcpTransportTests : IAsyncDisposable
{
    private static readonly byte[] Options = Parse.Bytes("""
        OPTIONS sip:b@127.0.0.1 SIP/2.0
        Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKa
        From: <sip:a@127.0.0.1>;tag=1
        To: <sip:b@127.0.0.1>
        Call-ID: x
        CSeq: 1 OPTIONS
        Content-Length: 5

        hello
        """);

    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly List<TcpTransport> _transports = [];
    private readonly FakeTimeProvider _time = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports) await transport.DisposeAsync();
        Assert.Empty(_faults);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Messages_go_both_ways_over_one_connection(string address)
    {
        var (a, atA) = Start(address: address);
        var (b, atB) = Start(address: address);
        Assert.True(a.Send(new Flow(a, b.Local), Options));
        var received = await atB.MessageAsync();
        Assert.Equal(MessageFault.None, received.Fault);
        Assert.Equal(Encoding.UTF8.GetString(Options), received.Text);

        Assert.True(b.Send(received.Flow, Options));
        var back = await atA.MessageAsync();
        Assert.Equal(b.Local, back.Flow.Remote);
        Assert.True(b.Send(received.Flow with { Connection = 0 }, Options)); // found again by its remote address
        Assert.Equal(back.Flow, (await atA.MessageAsync()).Flow);
        Assert.True(a.Send(new Flow(a, b.Local), Options));
        Assert.Equal(received.Flow, (await atB.MessageAsync()).Flow);
        Assert.Equal(1, a.ConnectionCount);
        Assert.Equal(1, b.ConnectionCount);
    }

    [Fact]
    public async Task Many_messages_from_many_threads_arrive_whole()
    {
        var (a, _) = Start();
        var (b, atB) = Start();
        var flow = new Flow(a, b.Local);
        Parallel.For(0, 200, _ => Assert.True(a.Send(flow, Options)));
        for (var i = 0; i < 200; i++) Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
        Assert.Equal(1, b.ConnectionCount);
    }

    [Fact]
    public async Task Failed_connect_is_told_at_once_or_under_the_ticket()
    {
        var (a, atA) = Start();
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, so nobody else listens there, and not listening
        var ticket = new SendTicket(3, 77);
        // At once when it was refused before the message was queued.
        if (a.Send(new Flow(a, TransportAddress.Of((IPEndPoint)unused.LocalEndPoint!)), Options, ticket)) Assert.Equal(ticket, await atA.FailedAsync());
        Assert.Equal(0, a.ConnectionCount);
    }

    [Fact]
    public async Task Connection_that_is_gone_is_told_and_not_replaced()
    {
        var (a, atA) = Start();
        using var peer = await ConnectAsync(a);
        await peer.SendAsync(Options);
        var flow = (await atA.MessageAsync()).Flow;
        peer.Close();
        Assert.Equal(flow, await atA.ClosedAsync());
        Assert.False(a.Send(flow, Options));
    }

    [Fact]
    public async Task Connection_ids_are_not_those_of_another_listener_or_life()
    {
        var (a, atA) = Start();
        var (b, atB) = Start();
        using var first = await ConnectAsync(a);
        using var second = await ConnectAsync(b);
        await first.SendAsync(Options);
        await second.SendAsync(Options);
        var (idAtA, idAtB) = ((await atA.MessageAsync()).Flow.Connection, (await atB.MessageAsync()).Flow.Connection);
        Assert.NotEqual(idAtA, idAtB);
        // Counted from a random place: a life that began at 1, or near it, once in 2^40 runs.
        Assert.True(idAtA > 1 << 22 && idAtB > 1 << 22, $"{idAtA}, {idAtB}");
    }

    [Fact]
    public async Task Rfc5626_3_5_1_ping_is_answered_with_a_line_end()
    {
        var (a, _) = Start();
        using var peer = await ConnectAsync(a);
        await peer.SendAsync("\r\n"u8.ToArray());
        await peer.SendAsync("\r\n"u8.ToArray());
        var answer = new byte[8];
        Assert.Equal(2, await peer.ReceiveAsync(answer, SocketFlags.None, Bound()));
        Assert.Equal("\r\n"u8, answer.AsSpan(0, 2));
    }

    [Theory]
    [InlineData("INVITE sip:a SIP/2.0\r\nCall-ID: x\r\n\r\n")]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: 99999999\r\n\r\n")]
    public async Task Rfc3261_18_3_stream_that_cannot_be_framed_is_closed(string text)
    {
        var (a, atA) = Start();
        using var peer = await ConnectAsync(a);
        await peer.SendAsync(Encoding.ASCII.GetBytes(text));
        await EndOfStreamAsync(peer);
        await atA.ClosedAsync();
        Assert.Equal(0, a.ConnectionCount);
    }

    [Fact]
    public async Task Message_that_takes_too_long_closes_the_connection()
    {
        var (a, atA) = Start();
        using var peer = await ConnectAsync(a);
        await peer.SendAsync(Options);
        await atA.MessageAsync();
        _time.Advance(TimeSpan.FromMinutes(5)); // quiet between messages is no fault
        await peer.SendAsync((byte[])[.. Options, .. Options[..50]]);
        await atA.MessageAsync();
        await SpinUntil(() => { _time.Advance(TimeSpan.FromSeconds(1)); return a.ConnectionCount == 0; });
        await EndOfStreamAsync(peer);
    }

    [Fact]
    public async Task Peer_that_only_connects_is_closed()
    {
        var (a, _) = Start();
        using var peer = await ConnectAsync(a);
        await SpinUntil(() => a.ConnectionCount == 1);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, a.ConnectionCount);
        _time.Advance(TimeSpan.FromSeconds(2));
        await EndOfStreamAsync(peer);
    }

    [Fact]
    public async Task Pings_do_not_stand_for_the_first_message()
    {
        var (a, _) = Start();
        using var peer = await ConnectAsync(a);
        await SpinUntil(() => a.ConnectionCount == 1);
        _time.Advance(TimeSpan.FromSeconds(9));
        await peer.SendAsync("\r\n\r\n"u8.ToArray());
        Assert.Equal(2, await peer.ReceiveAsync(new byte[8])); // the pong
        _time.Advance(TimeSpan.FromSeconds(2));
        await EndOfStreamAsync(peer);
    }

    [Fact]
    public async Task Idle_connection_is_closed()
    {
        var (a, atA) = Start();
        using var peer = await ConnectAsync(a);
        await peer.SendAsync(Options);
        var flow = (await atA.MessageAsync()).Flow;
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.True(a.Send(flow, Options)); // activity
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(1, a.ConnectionCount);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(flow, await atA.ClosedAsync());
    }

    [Fact]
    public async Task Peer_that_does_not_read_is_closed_and_its_unsent_messages_are_told()
    {
        var (a, atA) = Start(new TcpOptions { MaxQueuedBytes = 64 * 1024 });
        using var peer = await ConnectAsync(a);
        await peer.SendAsync(Options);
        var flow = (await atA.MessageAsync()).Flow;
        var message = new byte[16 * 1024];
        var sent = 0UL;
        while (sent < 10_000 && a.Send(flow, message, new SendTicket(0, sent + 1))) sent++;
        Assert.InRange(sent, 4UL, 9_999UL);
        Assert.Equal(flow, await atA.ClosedAsync());
        // The last four were queued whole; the one before them may have been written in part.
        var first = await atA.FailedAsync();
        Assert.InRange(first.Branch, sent - 8, sent);
    }

    [Fact]
    public async Task Connections_beyond_the_bounds_are_refused()
    {
        var (a, atA) = Start(new TcpOptions { MaxPendingPerSource = 2, MaxConnections = 3 });
        using var first = await ConnectAsync(a);
        using var second = await ConnectAsync(a);
        await SpinUntil(() => a.ConnectionCount == 2);
        using var third = await ConnectAsync(a);
        await EndOfStreamAsync(third);

        await first.SendAsync(Options); // no longer pending
        await atA.MessageAsync();
        using var fourth = await ConnectAsync(a);
        await SpinUntil(() => a.ConnectionCount == 3);
        await second.SendAsync(Options);
        await atA.MessageAsync();
        using var fifth = await ConnectAsync(a); // the third connection is the last
        await EndOfStreamAsync(fifth);
        Assert.Equal(3, a.ConnectionCount);

        // Those that we open have a bound of their own.
        for (var i = 0; i < 3; i++)
        {
            var (b, atB) = Start();
            Assert.True(a.Send(new Flow(a, b.Local), Options));
            await atB.MessageAsync();
        }
        var (beyond, _) = Start();
        Assert.False(a.Send(new Flow(a, beyond.Local), Options));
    }

    [Fact]
    public async Task Established_connections_of_one_source_are_bounded_too()
    {
        var (a, atA) = Start(new TcpOptions { MaxConnectionsPerSource = 2 });
        using var first = await ConnectAsync(a);
        using var second = await ConnectAsync(a);
        foreach (var peer in new[] { first, second })
        {
            await peer.SendAsync(Options);
            await atA.MessageAsync();
        }
        using var third = await ConnectAsync(a);
        await EndOfStreamAsync(third);

        // Ours to others count for nobody.
        var (b, atB) = Start();
        Assert.True(a.Send(new Flow(a, b.Local), Options));
        await atB.MessageAsync();
        Assert.Equal(3, a.ConnectionCount);

        first.Close();
        await atA.ClosedAsync();
        using var fourth = await ConnectAsync(a);
        await fourth.SendAsync(Options);
        Assert.Equal(MessageFault.None, (await atA.MessageAsync()).Fault);
    }

    [Fact]
    public async Task Fault_of_the_receiver_does_not_end_the_connection()
    {
        var (a, atA) = Start();
        atA.OnReceived = static (_, _) => throw new InvalidOperationException("test");
        using var peer = await ConnectAsync(a);
        await peer.SendAsync(Options);
        await atA.MessageAsync();
        await peer.SendAsync(Options);
        await atA.MessageAsync();
        await SpinUntil(() => _faults.Count == 2);
        _faults.Clear();
    }

    [Fact]
    public async Task Random_bytes_leave_the_listener_serving()
    {
        var (a, atA) = Start();
        var random = new Random(4475);
        for (var i = 0; i < 50; i++)
        {
            using var peer = await ConnectAsync(a);
            var bytes = new byte[random.Next(1, 5000)];
            random.NextBytes(bytes);
            await peer.SendAsync(bytes);
        }
        using var good = await ConnectAsync(a);
        await good.SendAsync(Options);
        var flow = (await atA.MessageAsync()).Flow;
        Assert.True(a.Send(flow, Options));
    }

    [Fact]
    public async Task Sending_over_an_open_connection_allocates_nothing()
    {
        var (a, _) = Start();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var flow = new Flow(a, TransportAddress.Of((IPEndPoint)listener.LocalEndpoint));
        Assert.True(a.Send(flow, Options));
        using var peer = await listener.AcceptSocketAsync(Bound());
        var sink = new byte[1 << 20];
        await peer.ReceiveAsync(sink, SocketFlags.None, Bound());
        AllocationAssert.None(() =>
        {
            a.Send(flow, Options);
            peer.Receive(sink);
        });
    }

    private (TcpTransport Transport, RecordingReceiver Receiver) Start(TcpOptions? options = null, string address = "127.0.0.1")
    {
        var transport = new TcpTransport(new IPEndPoint(IPAddress.Parse(address), 0), null, new SipLimits(), options ?? new TcpOptions(), _time, _faults.Enqueue);
        _transports.Add(transport);
        var receiver = new RecordingReceiver();
        transport.Start(receiver);
        return (transport, receiver);
    }

    private static async Task<Socket> ConnectAsync(TcpTransport transport)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(transport.Local.ToIPEndPoint(), Bound());
        return socket;
    }

    /// <summary>The other side closed: the end, or a reset when it had not read everything.</summary>
    private static async Task EndOfStreamAsync(Socket socket)
    {
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[16], SocketFlags.None, Bound()));
        }
        catch (SocketException exception)
        {
            Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        }
    }

    private static async Task SpinUntil(Func<bool> condition)
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
