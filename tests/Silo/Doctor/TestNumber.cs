using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SystemConnector.Silo.Tests.Trunks;

namespace SystemConnector.Silo.Tests.Doctor;

/// <summary>
/// A far side's test number: answers an INVITE with a session of its own. What it sends is on its way before the answer is, so that
/// it lies in the caller's socket when that begins to look.
/// </summary>
internal sealed class TestNumber : IDisposable
{
    private readonly Socket _rtp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public TestNumber() => _rtp.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>How many packets of audio it sends.</summary>
    public int Packets { get; init; } = 30;

    /// <summary>The fraction of ours that it reports lost, of 256; null for no report.</summary>
    public byte? FractionLost { get; init; }

    /// <summary>What it says of the direction of its audio.</summary>
    public string Direction { get; init; } = "sendrecv";

    /// <summary>The address that it names.</summary>
    public string Address { get; init; } = "127.0.0.1";

    public string Formats { get; init; } = "0";

    /// <summary>How much of ours lies in its socket.</summary>
    public bool HasAudio => _rtp.Available > 0;

    public string Answer(FarRequest invite)
    {
        var port = int.Parse(Regex.Match(invite.Text, @"^m=audio (\d+) RTP/AVP 0 8\r$", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
        var source = uint.Parse(Regex.Match(invite.Text, @"^o=- (\d+) ", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
        for (var i = 0; i < Packets; i++) _rtp.SendTo([0x80, 0, 0, (byte)i, 0, 0, 0, 0, 1, 2, 3, 4, 0xFF], new IPEndPoint(IPAddress.Loopback, port));
        if (FractionLost is { } lost) _rtp.SendTo(ReceiverReport(source, lost), new IPEndPoint(IPAddress.Loopback, port + 1));

        var own = ((IPEndPoint)_rtp.LocalEndPoint!).Port;
        var sdp = $"v=0\r\no=- 1 1 IN IP4 {Address}\r\ns=-\r\nc=IN IP4 {Address}\r\nt=0 0\r\nm=audio {own} RTP/AVP {Formats}\r\na={Direction}\r\n";
        return invite.Respond(200, $"Contact: <{invite.Uri}>", "Content-Type: application/sdp")
            .Replace("Content-Length: 0\r\n\r\n", $"Content-Length: {sdp.Length}\r\n\r\n{sdp}");
    }

    public void Dispose() => _rtp.Dispose();

    private static byte[] ReceiverReport(uint source, byte lost)
    {
        var report = new byte[32];
        report[0] = 0x81;
        report[1] = 201;
        report[3] = 7;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(report.AsSpan(8), source);
        report[12] = lost;
        report[19] = 40; // the highest sequence number
        return report;
    }
}
