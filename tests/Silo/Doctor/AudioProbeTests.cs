using System.Net;
using System.Net.Sockets;
using SystemConnector.Silo.Doctor;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Doctor;

/// <summary>Where the audio of an examination comes from.</summary>
public sealed class AudioProbeTests
{
    private static readonly RelayFace Face = new(
        TransportAddress.Of(IPAddress.Parse("127.0.0.91"), 0), TransportAddress.Of(IPAddress.Parse("192.0.2.91"), 0));

    [Fact]
    public void Ports_are_of_the_relay_and_go_back_to_it_once()
    {
        using var relay = new MediaRelay(new MediaRelayOptions(20_000, 29_999, Threads: 1), TimeProvider.System);
        var probe = AudioProbe.Open(Face, relay);
        Assert.InRange(probe.Port, 20_000, 29_998);
        Assert.Equal((0, 2), (probe.Port % 2, relay.PortsInUse));
        Assert.Contains($"c=IN IP4 192.0.2.91\r\nt=0 0\r\nm=audio {probe.Port} ", probe.Describe(), StringComparison.Ordinal);
        using (var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
            Assert.Throws<SocketException>(() => other.Bind(new IPEndPoint(Face.Bind.ToIPAddress(), probe.Port)));
        probe.Dispose();
        probe.Dispose();
        Assert.Equal(0, relay.PortsInUse);
    }

    [Fact]
    public void No_port_of_a_relay_that_has_lent_all_is_no_port()
    {
        using var relay = new MediaRelay(new MediaRelayOptions(20_000, 20_001, Threads: 1), TimeProvider.System);
        Assert.True(relay.TryLend(out var port));
        Assert.Throws<SocketException>(() => AudioProbe.Open(Face, relay));
        relay.GiveBack(port);
        Assert.Equal(0, relay.PortsInUse);
    }

    [Fact]
    public void Without_a_relay_the_system_gives_the_ports()
    {
        using var probe = AudioProbe.Open(Face, relay: null);
        Assert.Equal(0, probe.Port % 2);
    }
}
