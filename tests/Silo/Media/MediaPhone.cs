using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Tests.Media;

/// <summary>A peer's media: an RTP socket, what it says of itself in SDP, and what it is told of the other side.</summary>
internal sealed class MediaPhone : IDisposable
{
    private readonly Socket _socket;
    private ushort _sequence;

    public MediaPhone(string address, string? said = null)
    {
        var local = IPAddress.Parse(address);
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(local, 0));
        Said = said ?? address;
    }

    /// <summary>The address that its SDP names.</summary>
    public string Said { get; }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public string Sdp(int version = 1, string more = "") =>
        $"v=0\no=- 1 {version} IN IP{Family} {Said}\ns=-\nc=IN IP{Family} {Said}\nt=0 0\nm=audio {Port} RTP/AVP 0\n{more}";

    private int Family => Said.Contains(':', StringComparison.Ordinal) ? 6 : 4;

    /// <summary>The media address that a message names.</summary>
    public static IPEndPoint In(string message) => new(
        IPAddress.Parse(Regex.Match(message, "^c=IN IP[46] (.*)\r$", RegexOptions.Multiline).Groups[1].Value),
        int.Parse(Regex.Match(message, "^m=audio (\\d+) ", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>Sends a packet of RTP.</summary>
    public Task SendAsync(IPEndPoint to, byte mark)
    {
        byte[] packet = [0x80, 0, (byte)(++_sequence >> 8), (byte)_sequence, 0, 0, 0, 0, 1, 2, 3, 4, mark];
        return _socket.SendToAsync(packet, to);
    }

    /// <summary>The mark of the next packet, and where it came from.</summary>
    public async Task<(byte Mark, IPEndPoint From)> ReceiveAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        var buffer = new byte[2048];
        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var result = await _socket.ReceiveFromAsync(buffer, any, bound.Token);
        return (buffer[result.ReceivedBytes - 1], (IPEndPoint)result.RemoteEndPoint);
    }

    /// <summary>True when nothing has arrived. What was sent before on loopback is there already.</summary>
    public bool HeardNothing => _socket.Available == 0;

    public void Dispose() => _socket.Dispose();
}
