using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transports;

public sealed class TlsTransportTests : IAsyncDisposable
{
    private const string Host = "pbx.example";

    private static readonly byte[] Options = Parse.Bytes("""
        OPTIONS sip:b@127.0.0.1 SIP/2.0
        Via: SIP/2.0/TLS 127.0.0.1;branch=z9hG4bKa
        From: <sip:a@127.0.0.1>;tag=1
        To: <sip:b@127.0.0.1>
        Call-ID: x
        CSeq: 1 OPTIONS
        Content-Length: 5

        hello
        """);

    private static readonly SendTicket Ticket = new(3, 77);

    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly List<TlsTransport> _transports = [];
    private readonly FakeTimeProvider _time = new();
    private readonly TestAuthority _authority = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports) await transport.DisposeAsync();
        _authority.Dispose();
        Assert.Empty(_faults);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Messages_go_both_ways_over_one_connection(string address)
    {
        var (a, atA) = Start(Identity("a.example"), address: address);
        var (b, atB) = Start(Identity(Host), address: address);
        var peer = new TlsPeer(Host);
        var flow = new Flow(a.Towards(peer), b.Local);
        Assert.True(Send(flow));
        var received = await atB.MessageAsync();
        Assert.Equal(MessageFault.None, received.Fault);
        Assert.Equal(Encoding.UTF8.GetString(Options), received.Text);
        Assert.Null(peer.Fault);

        Assert.True(Send(received.Flow));
        var back = await atA.MessageAsync();
        Assert.Equal(b.Local, back.Flow.Remote);
        Assert.Equal(a, back.Flow.Transport);
        Assert.True(Send(flow));
        Assert.Equal(received.Flow, (await atB.MessageAsync()).Flow);
        Assert.Equal(1, a.ConnectionCount);
        Assert.Equal(1, b.ConnectionCount);
    }

    [Fact]
    public async Task Many_messages_from_many_threads_arrive_whole()
    {
        var (a, _) = Start(Identity("a.example"));
        var (b, atB) = Start(Identity(Host));
        var flow = new Flow(a.Towards(new TlsPeer(Host)), b.Local);
        Parallel.For(0, 200, _ => Assert.True(Send(flow)));
        for (var i = 0; i < 200; i++) Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
        Assert.Equal(1, b.ConnectionCount);
    }

    [Fact]
    public async Task Certificate_for_an_address_is_believed_at_that_address()
    {
        var (a, _) = Start(Identity("a.example"));
        var (b, atB) = Start(Identity("127.0.0.1"));
        // Nobody is named: whoever is at the address.
        Assert.True(Send(new Flow(a, b.Local)));
        Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
    }

    [Fact]
    public async Task Certificate_for_another_name_is_refused_and_the_names_are_said()
    {
        var fault = await FaultAsync(new TlsPeer("other.example"), Identity(Host, "sip.pbx.example"));
        Assert.Equal(TlsFaultKind.OtherName, fault.Kind);
        Assert.Equal("pbx.example, sip.pbx.example", fault.Detail);
    }

    [Fact]
    public async Task Certificate_of_an_unknown_authority_is_refused_and_the_authority_is_said()
    {
        using var other = new TestAuthority("Somebody Else");
        var certificate = other.Issue(Host);
        var fault = await FaultAsync(new TlsPeer(Host), Identity(certificate));
        Assert.Equal(new TlsFault(TlsFaultKind.UnknownAuthority, "Somebody Else", certificate.GetCertHashString(HashAlgorithmName.SHA256)), fault);
    }

    [Fact]
    public async Task Certificate_that_expired_is_refused_and_the_date_is_said()
    {
        var certificate = _authority.IssueExpired(Host);
        var fault = await FaultAsync(new TlsPeer(Host), Identity(certificate));
        Assert.Equal(TlsFaultKind.Expired, fault.Kind);
        Assert.Equal($"{certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}", fault.Detail);
    }

    [Fact]
    public async Task Without_verification_any_certificate_is_believed()
    {
        using var other = new TestAuthority();
        var (a, _) = Start(Identity("a.example"));
        var (b, atB) = Start(Identity(other.IssueExpired("whoever.example")));
        Assert.True(Send(new Flow(a.Towards(new TlsPeer(Host, verify: false)), b.Local)));
        Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
    }

    [Fact]
    public async Task Pinned_certificate_is_believed_whoever_issued_it_and_for_whom()
    {
        using var other = new TestAuthority();
        var certificate = other.IssueExpired("whoever.example");
        var (a, _) = Start(Identity("a.example"));
        var (b, atB) = Start(Identity(certificate));
        var peer = new TlsPeer(Host, fingerprint: certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
        Assert.True(Send(new Flow(a.Towards(peer), b.Local)));
        Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_certificate_than_the_pinned_one_is_refused_however_good_it_is(bool verify)
    {
        var certificate = _authority.Issue(Host);
        var fault = await FaultAsync(new TlsPeer(Host, verify, new string('a', 64)), Identity(certificate));
        Assert.Equal(new TlsFault(TlsFaultKind.OtherFingerprint, "", certificate.GetCertHashString(HashAlgorithmName.SHA256)), fault);
    }

    [Fact]
    public async Task Connection_that_was_opened_without_verification_is_not_used_for_a_peer_that_must_be_verified()
    {
        using var other = new TestAuthority("Somebody Else");
        var (a, atA) = Start(Identity("a.example"));
        var (b, atB) = Start(Identity(other.Issue(Host)));
        Assert.True(Send(new Flow(a.Towards(new TlsPeer(Host, verify: false)), b.Local)));
        await atB.MessageAsync();

        var strict = new TlsPeer(Host);
        await FailsAsync(new Flow(a.Towards(strict), b.Local), atA);
        Assert.Equal(TlsFaultKind.UnknownAuthority, strict.Fault!.Kind);
        // Nor for one who is at the address without being named.
        await FailsAsync(new Flow(a, b.Local), atA);
        Assert.Equal(1, a.ConnectionCount);
    }

    [Fact]
    public async Task Fault_is_forgotten_when_a_later_attempt_succeeds()
    {
        var identity = Identity(_authority.Issue("wrong.example"));
        var (a, atA) = Start(Identity("a.example"));
        var (b, atB) = Start(() => identity);
        var peer = new TlsPeer(Host);
        await FailsAsync(new Flow(a.Towards(peer), b.Local), atA);
        Assert.NotNull(peer.Fault);

        // A renewed certificate is in force for the next handshake; nothing is restarted.
        identity = Identity(_authority.Issue(Host));
        Assert.True(Send(new Flow(a.Towards(peer), b.Local)));
        await atB.MessageAsync();
        Assert.Null(peer.Fault);
    }

    [Fact]
    public async Task Renewed_certificate_leaves_open_connections_alone()
    {
        var identity = Identity(Host);
        var (a, _) = Start(Identity("a.example"));
        var (b, atB) = Start(() => identity);
        var flow = new Flow(a.Towards(new TlsPeer(Host)), b.Local);
        Assert.True(Send(flow));
        var first = (await atB.MessageAsync()).Flow;
        identity = Identity(Host);
        Assert.True(Send(flow));
        Assert.Equal(first, (await atB.MessageAsync()).Flow);
    }

    [Fact]
    public async Task Client_certificate_that_is_asked_for_is_shown()
    {
        var (a, _) = Start(Identity("a.example"));
        var (b, atB) = Start(Identity(_authority.Issue(Host), requireClientCertificate: true));
        Assert.True(Send(new Flow(a.Towards(new TlsPeer(Host)), b.Local)));
        Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Peer_without_a_client_certificate_or_with_a_foreign_one_is_refused(SslProtocols version)
    {
        using var other = new TestAuthority();
        var (b, atB) = Start(Identity(_authority.Issue(Host), requireClientCertificate: true));
        foreach (var certificates in new X509CertificateCollection[] { [], [other.Issue("a.example")] })
        {
            using var stranger = await ConnectAsync(b);
            await using var stream = Stream(stranger);
            try
            {
                await stream.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = Host, EnabledSslProtocols = version, ClientCertificates = certificates }, Bound());
                await stream.WriteAsync(Options, Bound());
                Assert.Equal(0, await stream.ReadAsync(new byte[16], Bound()));
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // Refused during the handshake, or with TLS 1.3 after it.
            }
            await SpinUntil(() => b.ConnectionCount == 0);
        }

        using var known = await ConnectAsync(b);
        await using var good = Stream(known);
        await good.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = Host, EnabledSslProtocols = version, ClientCertificates = [_authority.Issue("a.example")] }, Bound());
        await good.WriteAsync(Options, Bound());
        // The first message that arrives is the known peer's.
        Assert.Equal(known.LocalEndPoint, (await atB.MessageAsync()).Flow.Remote.ToIPEndPoint());
    }

    [Fact]
    public async Task Version_that_only_one_side_speaks_is_said()
    {
        var fault = await FaultAsync(
            new TlsPeer(Host), Identity(_authority.Issue(Host), versions: SslProtocols.Tls12), Identity(_authority.Issue("a.example"), versions: SslProtocols.Tls13));
        Assert.Equal(TlsFaultKind.NothingShared, fault.Kind);
    }

    [Fact]
    public async Task Peer_that_speaks_no_TLS_is_told_from_one_that_hangs_up_and_one_that_is_not_there()
    {
        Assert.Equal(new TlsFault(TlsFaultKind.NotTls), (await FaultWithAsync(static async peer =>
        {
            await peer.SendAsync("SIP/2.0 400 Bad Request\r\n\r\n"u8.ToArray());
            await peer.ReceiveAsync(new byte[4096]);
            await EndOfStreamAsync(peer);
        })));
        Assert.Equal(TlsFaultKind.Closed, (await FaultWithAsync(static async peer =>
        {
            await peer.ReceiveAsync(new byte[4096]);
            peer.Shutdown(SocketShutdown.Both);
        })).Kind);

        var (a, atA) = Start(Identity("a.example"));
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, so nobody else listens there, and not listening
        var expected = new TlsPeer(Host);
        await FailsAsync(new Flow(a.Towards(expected), TransportAddress.Of((IPEndPoint)unused.LocalEndPoint!)), atA);
        Assert.Equal(TlsFaultKind.Refused, expected.Fault!.Kind);
    }

    [Fact]
    public async Task Peer_that_accepts_and_never_shakes_hands_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (a, atA) = Start(Identity("a.example"));
        var peer = new TlsPeer(Host);
        Assert.True(Send(new Flow(a.Towards(peer), TransportAddress.Of((IPEndPoint)listener.LocalEndpoint))));
        using var silent = await listener.AcceptSocketAsync(Bound());
        await silent.ReceiveAsync(new byte[16], SocketFlags.None, Bound()); // the handshake began
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, a.ConnectionCount);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Ticket, await atA.FailedAsync());
        await SpinUntil(() => peer.Fault is not null);
        Assert.Equal(TlsFaultKind.HandshakeTimeout, peer.Fault!.Kind);
    }

    [Fact]
    public async Task Slow_handshakes_are_bounded_in_time_and_in_number_per_source()
    {
        var (b, atB) = Start(Identity(Host), new TcpOptions { MaxPendingPerSource = 2 });
        using var first = await ConnectAsync(b);
        using var second = await ConnectAsync(b);
        byte[] beginning = [0x16, 0x03, 0x01, 0x01, 0x00];
        foreach (var slow in new[] { first, second }) await slow.SendAsync(beginning);
        await SpinUntil(() => b.ConnectionCount == 2);
        using var third = await ConnectAsync(b);
        await EndOfStreamAsync(third);

        // One byte now and then keeps nothing open.
        for (var i = 0; i < 9; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await first.SendAsync(new byte[1]);
        }
        Assert.Equal(2, b.ConnectionCount);
        _time.Advance(TimeSpan.FromSeconds(2));
        await EndOfStreamAsync(first);
        await EndOfStreamAsync(second);
        await SpinUntil(() => b.ConnectionCount == 0);

        // Its source may come again, and does better.
        await SayAsync(b, Options);
        Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
    }

    [Fact]
    public async Task Peer_that_only_shakes_hands_is_closed()
    {
        var (b, _) = Start(Identity(Host));
        using var socket = await ConnectAsync(b);
        await using var stream = Stream(socket);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Host }, Bound());
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, b.ConnectionCount);
        _time.Advance(TimeSpan.FromSeconds(2));
        await SpinUntil(() => b.ConnectionCount == 0);
    }

    [Fact]
    public async Task Garbage_in_place_of_a_handshake_leaves_the_listener_serving()
    {
        var (b, atB) = Start(Identity(Host));
        var random = new Random(8446);
        for (var i = 0; i < 50; i++)
        {
            using var peer = await ConnectAsync(b);
            var bytes = new byte[random.Next(1, 5000)];
            random.NextBytes(bytes);
            if (i % 2 == 0) bytes[0] = 0x16; // what a handshake begins with
            await peer.SendAsync(bytes);
        }
        await SayAsync(b, Options);
        Assert.Equal(MessageFault.None, (await atB.MessageAsync()).Fault);
    }

    [Fact]
    public async Task Message_in_many_records_is_one_message()
    {
        var (b, atB) = Start(Identity(Host));
        using var socket = await ConnectAsync(b);
        await using var stream = Stream(socket);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Host }, Bound());
        foreach (var chunk in Options.Chunk(7)) await stream.WriteAsync(chunk, Bound());
        Assert.Equal(Encoding.UTF8.GetString(Options), (await atB.MessageAsync()).Text);
    }

    [Fact]
    public async Task Peer_that_does_not_read_is_closed_and_its_unsent_messages_are_told()
    {
        var (a, atA) = Start(Identity("a.example"), new TcpOptions { MaxQueuedBytes = 64 * 1024 });
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var flow = new Flow(a.Towards(new TlsPeer(Host)), TransportAddress.Of((IPEndPoint)listener.LocalEndpoint));
        Assert.True(flow.Transport.Send(flow, Options));
        using var socket = await listener.AcceptSocketAsync(Bound());
        await using var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync(_authority.Issue(Host));
        await stream.ReadExactlyAsync(new byte[Options.Length], Bound()); // and never reads again
        var message = new byte[16 * 1024];
        var sent = 0UL;
        while (sent < 10_000 && flow.Transport.Send(flow, message, new SendTicket(0, sent + 100))) sent++;
        Assert.InRange(sent, 4UL, 9_999UL);
        await atA.ClosedAsync();
        Assert.InRange((await atA.FailedAsync()).Branch, sent + 100 - 8, sent + 100);
    }

    /// <summary>Why a connection to a transport with that identity is not opened.</summary>
    private async Task<TlsFault> FaultAsync(TlsPeer expected, TlsIdentity shown, TlsIdentity? ours = null)
    {
        var (a, atA) = Start(ours ?? Identity("a.example"));
        var (b, _) = Start(shown);
        await FailsAsync(new Flow(a.Towards(expected), b.Local), atA);
        Assert.Equal(0, a.ConnectionCount);
        return expected.Fault!;
    }

    /// <summary>Why a connection to a peer that behaves so is not opened.</summary>
    private async Task<TlsFault> FaultWithAsync(Func<Socket, Task> behave)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (a, atA) = Start(Identity("a.example"));
        var expected = new TlsPeer(Host);
        Assert.True(Send(new Flow(a.Towards(expected), TransportAddress.Of((IPEndPoint)listener.LocalEndpoint))));
        using var peer = await listener.AcceptSocketAsync(Bound());
        await behave(peer);
        await atA.FailedAsync();
        return expected.Fault!;
    }

    private TlsIdentity Identity(params string[] names) => Identity(_authority.Issue(names));

    private TlsIdentity Identity(X509Certificate2 certificate, bool requireClientCertificate = false, SslProtocols versions = SslProtocols.Tls12 | SslProtocols.Tls13) =>
        new(certificate, [], _authority.Roots, requireClientCertificate, versions);

    private (TlsTransport Transport, RecordingReceiver Receiver) Start(TlsIdentity identity, TcpOptions? options = null, string address = "127.0.0.1") =>
        Start(() => identity, options, address);

    private (TlsTransport Transport, RecordingReceiver Receiver) Start(Func<TlsIdentity> identity, TcpOptions? options = null, string address = "127.0.0.1")
    {
        var transport = new TlsTransport(new IPEndPoint(IPAddress.Parse(address), 0), null, identity, new SipLimits(), options ?? new TcpOptions(), _time, _faults.Enqueue);
        _transports.Add(transport);
        var receiver = new RecordingReceiver();
        transport.Start(receiver);
        return (transport, receiver);
    }

    private static bool Send(in Flow flow) => flow.Transport.Send(flow, Options, Ticket);

    /// <summary>Sends what cannot arrive: told by the result when the connection failed before the message was queued, else under its ticket.</summary>
    private static async Task FailsAsync(Flow flow, RecordingReceiver sender)
    {
        if (Send(flow)) Assert.Equal(Ticket, await sender.FailedAsync());
    }

    private static async Task<Socket> ConnectAsync(TlsTransport transport)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(transport.Local.ToIPEndPoint(), Bound());
        return socket;
    }

    private static async Task SayAsync(TlsTransport transport, byte[] message)
    {
        using var socket = await ConnectAsync(transport);
        await using var stream = Stream(socket);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Host }, Bound());
        await stream.WriteAsync(message, Bound());
    }

    /// <summary>The other end of a connection, by .NET alone; it believes anybody.</summary>
#pragma warning disable CA5359 // The tests are about the certificates that we believe.
    private static SslStream Stream(Socket socket) => new(new NetworkStream(socket), false, static (_, _, _, _) => true);
#pragma warning restore CA5359

    /// <summary>The other side closed: the end, or a reset when it had not read everything.</summary>
    private static async Task EndOfStreamAsync(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[256], SocketFlags.None, Bound()) > 0)
            {
                // an alert
            }
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
