using System.Net;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Media;

public sealed unsafe class RelayPortTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Packet_that_is_passed_on_allocates_nothing(string address)
    {
        using var fixture = new RelayFixture();
        using MediaSocket peer = new(address), other = new(address);
        var local = RelayFixture.Address(address);
        var port = Open(fixture.Relay, local, peer);
        var opposite = Open(fixture.Relay, local, other);
        port.Opposite = opposite;
        opposite.Opposite = port;
        var sender = UdpSocket.Open(local);
        var target = SocketName.Of(TransportAddress.Of(LocalOf(port.Socket, address)));
        var packet = MediaSocket.Rtp(1);
        var buffer = GC.AllocateUninitializedArray<byte>(2048, pinned: true);
        var tally = new RelayTally();
        try
        {
            fixed (byte* bytes = buffer)
            {
                var pinned = (nint)bytes;
                AllocationAssert.None(() =>
                {
                    UdpSocket.Send(sender, packet, target);
                    port.Relay((byte*)pinned, buffer.Length, 0, tally);
                });
            }
            var counted = port.Count(static _ => default);
            Assert.True(counted.Packets >= 100);
            Assert.Equal((0, 0), (counted.Strays, counted.Undelivered));
            Assert.Equal((counted.Packets, counted.Bytes, 0, 0), (tally.Packets, tally.Bytes, tally.Strays, tally.Undelivered));
        }
        finally
        {
            _ = UdpSocket.Close(sender);
            _ = UdpSocket.Close(port.Socket);
            _ = UdpSocket.Close(opposite.Socket);
        }
    }

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::7")]
    public void Name_of_an_address_reads_back(string text)
    {
        var address = TransportAddress.Of(IPAddress.Parse(text), 40_001);
        Assert.Equal(address, SocketName.Of(address).ToAddress());
        Assert.NotEqual(SocketName.Of(address), SocketName.Of(address.WithPort(40_002)));
        Assert.Equal(0, default(SocketName).Family);
    }

    private static RelayPort Open(MediaRelay relay, in TransportAddress local, MediaSocket peer)
    {
        var port = new RelayPort(UdpSocket.Open(local), relay);
        port.Expect(new MediaPeer(TransportAddress.Of(peer.Local), local, IsBehindNat: true, IsPrivate: true), isRtp: true);
        return port;
    }

    /// <summary>Where the system bound the socket.</summary>
    private static IPEndPoint LocalOf(int descriptor, string address)
    {
        using var socket = new System.Net.Sockets.Socket(new System.Net.Sockets.SafeSocketHandle(descriptor, ownsHandle: false));
        return new IPEndPoint(IPAddress.Parse(address), ((IPEndPoint)socket.LocalEndPoint!).Port);
    }
}
