using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Grains.Storage;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>What comes to the link: of other nodes, and of those who would be one.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private const int A = 0, B = 1;

    private TestCluster _cluster = null!;
    private RawPeer _peer = null!;
    private Socket _socket = null!;
    private ulong _sequence = 1000;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(2);
        _peer = new RawPeer("127.0.0.1", _cluster[B].Udp);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        // Another port than the link's, since that is in use; the address is what counts.
        _socket.Bind(new IPEndPoint(_cluster.Link(B).Local!.Address, 0));
    }

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        _socket.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Datagram_that_is_replayed_altered_cut_short_or_sealed_by_another_is_dropped()
    {
        var genuine = Datagram("1");
        Send(genuine);
        Assert.Equal("1", await AnsweredAsync());

        Send(genuine);
        var keys = _cluster[A].Services.GetRequiredService<ClusterKeys>();
        var whole = Datagram("cut");
        for (var length = 0; length < whole.Length; length++) Send(whole[..length]);
        for (var i = 0; i < whole.Length; i += 7)
        {
            var altered = whole.ToArray();
            altered[i] ^= 1;
            Send(altered);
        }
        Send(Datagram("key", [(keys.Current.Id, RandomNumberGenerator.GetBytes(32))]));
        Send(Datagram("purpose", purpose: "system-connector nonce"));
        // Of a former life of B, and for one of A.
        Send(Datagram("sender", from: "S127.0.0.1:1"));
        Send(Datagram("receiver", to: "S127.0.0.1:1"));
        var unknown = Datagram("unknown");
        BinaryPrimitives.WriteUInt16BigEndian(unknown.AsSpan(1), 99);
        Send(unknown);
        using (var elsewhere = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            elsewhere.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            elsewhere.SendTo(Datagram("elsewhere"), _cluster.Link(A).Local!);
        }
        var version = Datagram("version");
        version[0]++;
        Send(version);

        // In the order in which they were sent: the next answer is that of the next genuine one.
        Send(Datagram("2"));
        Assert.Equal("2", await AnsweredAsync());
        Send(Datagram("3"));
        Assert.Equal("3", await AnsweredAsync());
    }

    [Fact]
    public async Task Message_of_a_kind_socket_or_far_side_that_is_not_there_does_no_harm()
    {
        Send(Datagram("kind", kind: (LinkMessageKind)99));
        Send(Datagram("socket", socket: 200));
        Send(Datagram("socket", kind: LinkMessageKind.Send, socket: 200));
        Send(Datagram("far side", kind: LinkMessageKind.Send, farSide: Guid.NewGuid()));
        Send(Datagram("shard", kind: LinkMessageKind.Failed));
        Send(Datagram("call", kind: LinkMessageKind.CallResult));
        Send(Datagram("noise", body: "no SIP at all, but longer than a keep-alive"));
        Send(Datagram("1"));
        Assert.Equal("1", await AnsweredAsync());
    }

    [Fact]
    public void Every_truncated_message_is_refused()
    {
        var bytes = new byte[256];
        var length = new LinkMessage { Kind = LinkMessageKind.Send, Remote = TransportAddress.Of(IPAddress.IPv6Loopback, 5060) }.Write(bytes);
        Assert.True(LinkMessage.TryRead(bytes.AsSpan(0, length), out _));
        for (var i = 0; i < length; i++) Assert.False(LinkMessage.TryRead(bytes.AsSpan(0, i), out _));
    }

    [Fact]
    public void Message_read_back_is_what_was_written()
    {
        var bytes = new byte[256];
        var written = new LinkMessage
        {
            Kind = LinkMessageKind.Received,
            Sequence = ulong.MaxValue - 1,
            Socket = 3,
            Connection = long.MinValue,
            Shard = 31,
            Branch = ulong.MaxValue,
            FarSide = Guid.NewGuid(),
            Remote = TransportAddress.Of(IPAddress.Parse("192.0.2.7"), 5070),
            Body = "body"u8,
        };
        Assert.True(LinkMessage.TryRead(bytes.AsSpan(0, written.Write(bytes)), out var read));
        Assert.Equal(written.Kind, read.Kind);
        Assert.Equal(written.Sequence, read.Sequence);
        Assert.Equal(written.Socket, read.Socket);
        Assert.Equal(written.Connection, read.Connection);
        Assert.Equal(written.Shard, read.Shard);
        Assert.Equal(written.Branch, read.Branch);
        Assert.Equal(written.FarSide, read.FarSide);
        Assert.Equal(written.Remote, read.Remote);
        Assert.True(written.Body.SequenceEqual(read.Body));
        Assert.Equal(0, written.Write(bytes.AsSpan(0, 60)));
    }

    [Fact]
    public async Task Long_messages_cross_and_longer_ones_are_refused_at_once()
    {
        var socket = _cluster.Link(A).Find(TestCluster.NumberOf(B), 0)!;
        var flow = new Flow(socket, TransportAddress.Of(_peer.Local));
        var message = Encoding.ASCII.GetBytes("X" + new string('x', LinkSeal.MaxMessageLength - 1));
        Assert.True(socket.Send(flow, message));
        Assert.Equal(message.Length, (await _peer.ReceiveAsync("X")).Length);
        Assert.Equal(_cluster[B].Udp, _peer.Source);
        Assert.False(socket.Send(flow, new byte[LinkSeal.MaxMessageLength + 1]));
    }

    [Fact]
    public async Task What_goes_over_a_node_that_is_gone_leaves_from_its_address_once_that_is_here()
    {
        var moved = _cluster[B].Udp;
        await _cluster.KillAsync(B);
        var remote = TransportAddress.Of(_peer.Local);
        var dead = _cluster.Link(A).Known(TestCluster.NumberOf(B), 0)!;
        Assert.False(dead.Send(new Flow(dead, remote), "X nowhere"u8));

        await _cluster.AddAsync($"--Sip:StandbyListen:0=udp:{moved}");
        dead = _cluster.Link(2).Known(TestCluster.NumberOf(B), 0)!;
        Assert.True(dead.Send(new Flow(dead, remote), "X here"u8));
        Assert.Equal("X here", await _peer.ReceiveAsync("X"));
        Assert.Equal(moved, _peer.Source);
    }

    [Fact]
    public async Task Socket_that_listens_everywhere_is_announced_with_the_address_of_its_node()
    {
        await _cluster.AddAsync("--Sip:Listen:0=udp:0.0.0.0:0");
        var socket = _cluster.Link(A).Find(TestCluster.NumberOf(2), 0)!;
        var writer = new Sip.Messages.MessageWriter(new byte[64]);
        socket.WriteSentBy(ref writer, TransportAddress.Of(_peer.Local));
        Assert.Equal($"{_cluster.Link(2).Local!.Address}:{socket.Local.Port}", Encoding.ASCII.GetString(writer.Written));
    }

    /// <summary>Which OPTIONS was answered: A answers through the socket of B, to which it is said to have come.</summary>
    private async Task<string> AnsweredAsync() => RawPeer.Value(await _peer.ReceiveAsync("SIP/2.0 200"), "Call-ID");

    private void Send(byte[] datagram) => _socket.SendTo(datagram, _cluster.Link(A).Local!);

    /// <summary>A datagram of B to A; the window takes what is not too far from what B sends itself.</summary>
    private byte[] Datagram(
        string callId, (byte, byte[])[]? keys = null, string purpose = "system-connector link", string? from = null, string? to = null,
        LinkMessageKind kind = LinkMessageKind.Received, byte socket = 0, Guid farSide = default, string? body = null)
    {
        var all = _cluster[A].Services.GetRequiredService<ClusterKeys>();
        using var sealer = new Sealer(keys ?? [.. all.All.Select(static key => (key.Id, key.Material))], all.Current.Id, Encoding.ASCII.GetBytes(purpose));
        var session = new LinkSession(from ?? Silo(B), to ?? Silo(A), TimeProvider.System);
        body ??= $"OPTIONS sip:a.example SIP/2.0\r\nVia: SIP/2.0/UDP {_peer.Local};branch=z9hG4bK{callId}\r\nMax-Forwards: 70\r\nFrom: <sip:x@y>;tag=1\r\n"
            + $"To: <sip:a.example>\r\nCall-ID: {callId}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        var plain = new byte[1024];
        var message = new LinkMessage
        {
            Kind = kind,
            Sequence = ++_sequence,
            Socket = socket,
            Shard = 200,
            Branch = 2,
            FarSide = farSide,
            Remote = TransportAddress.Of(_peer.Local),
            Body = Encoding.ASCII.GetBytes(body),
        };
        var length = message.Write(plain);
        var datagram = new byte[3 + length + Sealer.Overhead];
        datagram[0] = LinkSeal.Version;
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(1), TestCluster.NumberOf(B));
        Assert.NotEqual(0, sealer.SealBytes(plain.AsSpan(0, length), datagram.AsSpan(3), session.Outward));
        return datagram;
    }

    private string Silo(int index) => _cluster.Nodes.SiloOf(TestCluster.NumberOf(index));
}
