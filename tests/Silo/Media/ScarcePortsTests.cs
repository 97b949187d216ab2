using System.Net;
using System.Net.Sockets;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Media;

/// <summary>A node with media ports for two calls of one media.</summary>
public sealed class NodeWithFewMediaPorts : RunningNode
{
    public NodeWithFewMediaPorts()
        : this(FreePorts(8))
    {
    }

    private NodeWithFewMediaPorts(int first)
        : base($"--Media:PortMin={first}", $"--Media:PortMax={first + 7}")
    {
    }

    /// <summary>The first of so many ports beside each other that nobody has.</summary>
    private static int FreePorts(int count)
    {
        while (true)
        {
            var first = 2 * Random.Shared.Next(5_000, 9_990);
            var sockets = Enumerable.Range(first, count).Select(static port =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                try
                {
                    socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                }
                catch (SocketException)
                {
                }
                return socket;
            }).ToArray();
            var areFree = sockets.All(static socket => socket.IsBound);
            foreach (var socket in sockets) socket.Dispose();
            if (areFree) return first;
        }
    }
}

public sealed class ScarcePortsTests(NodeWithFewMediaPorts node) : IClassFixture<NodeWithFewMediaPorts>
{
    [Fact]
    public async Task Call_without_ports_is_refused_with_the_reason_and_one_that_asks_for_more_stays_as_it_is()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.81", "127.0.0.82", "71", calleeNat: true);
        using MediaPhone a = new("127.0.0.81"), b = new("127.0.0.82");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        await call.RequestAsync("ACK");

        using var second = new MediaCall(node, call.Caller, call.Callee, "9710");
        await second.OfferAsync(a.Sdp());
        using var third = new MediaCall(node, call.Caller, call.Callee, "9710");
        await third.SendInviteAsync(a.Sdp());
        var refusal = await call.Caller.ReceiveAsync("SIP/2.0 503");
        Assert.Equal("SIP;cause=503;text=\"No port for media is free\"", RawPeer.Value(refusal, "Reason"));
        Assert.Null(third.Relayed);

        // A media more, for which there are no ports: the call keeps what it has.
        await call.SendAsync("INVITE", a.Sdp(2, "m=video 6000 RTP/AVP 31\n"));
        await call.Caller.ReceiveAsync("SIP/2.0 488");

        // The same when the callee asks for it in its answer, which it would repeat and then hang up if nobody acknowledged it (RFC 3261 §14.2).
        var change = await call.RequestAsync("INVITE");
        for (var i = 0; i < 2; i++)
        {
            await call.Callee.RespondAsync(change, "200 OK", "b", $"Contact: <sip:x@{call.Callee.Local}>\nContent-Type: application/sdp\n", b.Sdp(2, "m=video 6000 RTP/AVP 31\n"));
            await call.Callee.ReceiveAsync("ACK ");
        }
        await call.Caller.ReceiveAsync("SIP/2.0 500");
        await b.SendAsync(towardsB, 1);
        Assert.Equal(((byte)1, towardsA), await a.ReceiveAsync());
    }
}
