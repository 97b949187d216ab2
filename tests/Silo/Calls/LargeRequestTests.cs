using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Silo.Tests.Trunks;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>RFC 3261 §18.1.1 towards a far side on UDP that takes TCP as well, or does not.</summary>
public sealed class LargeRequestTests(RunningNode node) : IClassFixture<RunningNode>
{
    private static readonly string LargeBody = "v=0\n" + string.Concat(Enumerable.Repeat("a=x:0123456789\n", 100));

    [Fact]
    public async Task Rfc3261_18_1_1_large_request_goes_over_TCP_once_the_far_side_is_known_to_take_it()
    {
        using var caller = new RawPeer("127.0.0.51", node.Udp);
        using var callee = new RawPeer("127.0.0.52", node.Udp);
        using var stream = new StreamPeer(callee.Local);
        await node.ConnectAsync("Large caller", caller.Local, "51", transit: true);
        await node.ConnectAsync("Large callee", callee.Local, "52", transit: false);

        // The first one goes as it always went, and the far side is asked meanwhile.
        await caller.SendAsync(Invite(caller, "520", LargeBody));
        await callee.ReceiveAsync("INVITE ");
        Assert.StartsWith("SIP/2.0/TCP ", RawPeer.Value(await stream.ReceiveAsync("OPTIONS "), "Via"), StringComparison.Ordinal);
        await KnownAsync(callee);

        await caller.SendAsync(Invite(caller, "520", LargeBody));
        var invite = await stream.ReceiveAsync("INVITE ");
        Assert.StartsWith("SIP/2.0/TCP 127.0.0.1:", RawPeer.Value(invite, "Via"), StringComparison.Ordinal);
        Assert.EndsWith(LargeBody.ReplaceLineEndings("\r\n"), invite, StringComparison.Ordinal);
        // What the far side sends later comes where it always came.
        Assert.DoesNotContain("transport=tcp", RawPeer.Uri(invite, "Contact"), StringComparison.Ordinal);
        Assert.Contains($"@{node.Udp};sc=", RawPeer.Uri(invite, "Contact"), StringComparison.Ordinal);
        var answer = await caller.ReceiveAsync("SIP/2.0 200");

        // A small request of the same call goes as ever, a large one over TCP.
        var to = RawPeer.Value(answer, "To");
        var callId = RawPeer.Value(answer, "Call-ID");
        await caller.SendAsync(Request(caller, "ACK", RawPeer.Uri(answer, "Contact"), 1, to, callId));
        await callee.ReceiveAsync("ACK ");
        await caller.SendAsync(Request(caller, "INFO", RawPeer.Uri(answer, "Contact"), 2, to, callId, LargeBody));
        await stream.ReceiveAsync("INFO ");
        await caller.SendAsync(Request(caller, "ACK", RawPeer.Uri(answer, "Contact"), 1, to, callId, LargeBody));
        await stream.ReceiveAsync("ACK ");

        // TCP is gone: the same request goes over UDP after all.
        stream.Dispose();
        await ClosedAsync();
        await caller.SendAsync(Request(caller, "INFO", RawPeer.Uri(answer, "Contact"), 3, to, callId, LargeBody));
        await callee.ReceiveAsync("INFO ");
        await caller.SendAsync(Invite(caller, "520", LargeBody));
        Assert.StartsWith("SIP/2.0/UDP ", RawPeer.Value(await callee.ReceiveAsync("INVITE "), "Via"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_request_to_a_far_side_without_TCP_goes_over_UDP_again_and_again()
    {
        using var caller = new RawPeer("127.0.0.53", node.Udp);
        using var callee = new RawPeer("127.0.0.54", node.Udp);
        await node.ConnectAsync("Small caller", caller.Local, "53", transit: true);
        await node.ConnectAsync("Small callee", callee.Local, "54", transit: false);
        for (var i = 0; i < 3; i++)
        {
            await caller.SendAsync(Invite(caller, "540", LargeBody));
            var invite = await callee.ReceiveAsync("INVITE ");
            Assert.StartsWith("SIP/2.0/UDP ", RawPeer.Value(invite, "Via"), StringComparison.Ordinal);
            await callee.RespondAsync(invite, "486 Busy Here", "b");
        }
    }

    [Fact]
    public async Task Far_side_that_accepts_TCP_and_speaks_no_SIP_there_gets_large_requests_over_UDP()
    {
        using var caller = new RawPeer("127.0.0.55", node.Udp);
        using var callee = new RawPeer("127.0.0.56", node.Udp);
        using var stream = new StreamPeer(callee.Local, isSilent: true);
        await node.ConnectAsync("Silent caller", caller.Local, "55", transit: true);
        await node.ConnectAsync("Silent callee", callee.Local, "56", transit: false);
        await caller.SendAsync(Invite(caller, "560", LargeBody));
        await callee.ReceiveAsync("INVITE ");
        await stream.ReceiveAsync("OPTIONS ");
        await caller.SendAsync(Invite(caller, "560", LargeBody));
        await callee.ReceiveAsync("INVITE ");
    }

    /// <summary>Waits until the answer over TCP was taken in.</summary>
    private async Task KnownAsync(RawPeer callee)
    {
        var trunk = node.Services.GetRequiredService<TrunkClient>().Trunks.Single(trunk => trunk.Target?.Remote == TransportAddress.Of(callee.Local));
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (trunk.LargeRequests!.InPlaceOf(trunk.Target!.Value) is null)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the node knows that no connection is open.</summary>
    private async Task ClosedAsync()
    {
        var transport = node.Sip.Transports.OfType<TcpTransport>().Single();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (transport.ConnectionCount > 0)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private string Invite(RawPeer caller, string number, string body) => Request(caller, "INVITE", $"sip:{number}@{node.Udp}", 1, $"<sip:{number}@far>", Guid.NewGuid().ToString("N"), body);

    private static string Request(RawPeer caller, string method, string uri, int cseq, string to, string callId, string body = "") =>
        $"{method} {uri} SIP/2.0\nVia: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{Guid.NewGuid():N}\nMax-Forwards: 70\n"
        + $"From: <sip:510@far>;tag=a\nTo: {to}\nCall-ID: {callId}\nCSeq: {cseq} {method}\nContact: <sip:510@{caller.Local}>\n"
        + $"Content-Type: application/x-large\nContent-Length: {body.ReplaceLineEndings("\r\n").Length}\n\n{body}";

    /// <summary>The far side over TCP: answers 200 with a Contact where it is on UDP.</summary>
    private sealed class StreamPeer : IDisposable
    {
        private readonly TcpListener _listener;
        private readonly System.Threading.Channels.Channel<string> _messages = System.Threading.Channels.Channel.CreateUnbounded<string>();
        private readonly bool _isSilent;
        private readonly List<Socket> _sockets = [];

        public StreamPeer(IPEndPoint local, bool isSilent = false)
        {
            _isSilent = isSilent;
            _listener = new TcpListener(local);
            _listener.Start();
            _ = ServeAsync();
        }

        public async Task<string> ReceiveAsync(string begin)
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            bound.CancelAfter(TimeSpan.FromSeconds(10));
            while (true)
            {
                var message = await _messages.Reader.ReadAsync(bound.Token);
                if (message.StartsWith(begin, StringComparison.Ordinal)) return message;
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            lock (_sockets)
                foreach (var socket in _sockets) socket.Dispose();
        }

        private async Task ServeAsync()
        {
            var buffer = new byte[65_536];
            try
            {
                var socket = await _listener.AcceptSocketAsync();
                lock (_sockets) _sockets.Add(socket);
                var held = "";
                while (await socket.ReceiveAsync(buffer) is var length and > 0)
                {
                    held += Encoding.ASCII.GetString(buffer, 0, length);
                    while (Length(held) is var whole and > 0 && whole <= held.Length)
                    {
                        var message = held[..whole];
                        held = held[whole..];
                        if (!_isSilent && !message.StartsWith("ACK ", StringComparison.Ordinal))
                            await socket.SendAsync(Encoding.ASCII.GetBytes(new FarRequest(message, 0).Respond(200, $"Contact: <sip:520@{_listener.LocalEndpoint}>")));
                        _messages.Writer.TryWrite(message);
                    }
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Disposed.
            }
        }

        private static int Length(string held)
        {
            var end = held.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) return 0;
            var body = held[..end].Split("\r\n").Single(static line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
            return end + 4 + int.Parse(body["Content-Length: ".Length..]);
        }
    }
}
