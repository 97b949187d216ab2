using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transports;

/// <summary>RFC 5626 §3.5.1 from the client's side: the connections that we open.</summary>
public sealed class KeepAliveTests : IAsyncDisposable
{
    private static readonly byte[] Options = Parse.Bytes("""
        OPTIONS sip:b@127.0.0.1 SIP/2.0
        Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKa
        From: <sip:a@127.0.0.1>;tag=1
        To: <sip:b@127.0.0.1>
        Call-ID: x
        CSeq: 1 OPTIONS
        Content-Length: 0


        """);

    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingReceiver _receiver = new();
    private readonly TcpTransport _transport;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public KeepAliveTests()
    {
        _transport = new TcpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), new TcpOptions(), _time, _faults.Enqueue);
        _transport.Start(_receiver);
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _listener.Dispose();
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task Rfc5626_4_4_1_quiet_connection_is_pinged_between_96_and_120_seconds()
    {
        using var peer = await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(95));
        Assert.Equal(0, peer.Available);
        _time.Advance(TimeSpan.FromSeconds(26));
        await ReceiveAsync(peer, "\r\n\r\n");
    }

    [Fact]
    public async Task What_the_peer_says_puts_the_ping_off()
    {
        using var peer = await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(90));
        await peer.SendAsync(Options);
        await _receiver.MessageAsync();
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(0, peer.Available);
    }

    [Fact]
    public async Task Peer_that_never_answered_a_ping_keeps_its_connection()
    {
        using var peer = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(121));
            await ReceiveAsync(peer, "\r\n\r\n");
        }
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, _transport.ConnectionCount);
    }

    [Fact]
    public async Task Rfc5626_4_4_1_peer_that_answered_one_ping_and_not_another_is_closed_and_reached_anew()
    {
        using var peer = await OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(121));
            await ReceiveAsync(peer, "\r\n\r\n");
            await peer.SendAsync("\r\n"u8.ToArray());
            // A message behind it shows that the answer was read.
            await peer.SendAsync(Options);
            await _receiver.MessageAsync();
        }
        _time.Advance(TimeSpan.FromSeconds(121));
        await ReceiveAsync(peer, "\r\n\r\n");
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, _transport.ConnectionCount);
        _time.Advance(TimeSpan.FromSeconds(2));
        await _receiver.ClosedAsync();

        using var again = await OpenAsync();
    }

    [Fact]
    public async Task Pings_alone_do_not_keep_a_connection_that_nobody_uses()
    {
        using var peer = await OpenAsync();
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(1, _transport.ConnectionCount);
        _time.Advance(TimeSpan.FromMinutes(2));
        await _receiver.ClosedAsync();
    }

    [Fact]
    public async Task Connection_that_a_peer_opened_is_not_pinged()
    {
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(_transport.Local.ToIPEndPoint(), Bound());
        await peer.SendAsync(Options);
        await _receiver.MessageAsync();
        _time.Advance(TimeSpan.FromMinutes(10));
        // What is sent now is the first that it hears.
        await peer.SendAsync("\r\n\r\n"u8.ToArray());
        await ReceiveAsync(peer, "\r\n");
    }

    /// <summary>The far end of a connection that we opened, the first message read.</summary>
    private async Task<Socket> OpenAsync()
    {
        Assert.True(_transport.Send(new Flow(_transport, TransportAddress.Of((IPEndPoint)_listener.LocalEndpoint)), Options));
        var peer = await _listener.AcceptSocketAsync(Bound());
        var buffer = new byte[Options.Length];
        for (var read = 0; read < buffer.Length;) read += await peer.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None, Bound());
        return peer;
    }

    private static async Task ReceiveAsync(Socket peer, string expected)
    {
        var buffer = new byte[64];
        var length = await peer.ReceiveAsync(buffer, SocketFlags.None, Bound());
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(buffer, 0, length));
    }

    private static CancellationToken Bound() => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;
}
