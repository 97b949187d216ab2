using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Doctor;

/// <summary>A pair of sockets that speaks enough RTP and RTCP (RFC 3550) to know whether audio of G.711 flows.</summary>
internal sealed class AudioProbe : IDisposable
{
    // RFC 3551 §4.5.14: 20 ms of 8 kHz.
    private const int SamplesPerPacket = 160;

    private const int Attempts = 16;

    /// <summary>So much of either side is enough to call it audio.</summary>
    private const int EnoughPackets = 25;

    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);

    private readonly Socket _rtp, _rtcp;
    private readonly uint _source = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
    private readonly Lock _lock = new();
    private MediaRelay? _lender;
    private int _received;
    private IPEndPoint? _seenAt;
    private ReceptionReport? _heard;

    private AudioProbe(Socket rtp, Socket rtcp, int port, string host, MediaRelay? lender)
    {
        _rtp = rtp;
        _rtcp = rtcp;
        _lender = lender;
        Port = port;
        Host = host;
    }

    /// <summary>The host that the far side is told; IPv6 without brackets.</summary>
    public string Host { get; }

    /// <summary>The port of RTP; that of RTCP is the next one.</summary>
    public int Port { get; }

    /// <summary>The family of the sockets' address.</summary>
    public AddressFamily Family => _rtp.AddressFamily;

    /// <summary>Opens the sockets where the media of calls would be.</summary>
    /// <param name="face">The address.</param>
    /// <param name="relay">Whose ports are used, for firewalls let in no others; null for those of the system.</param>
    /// <exception cref="SocketException">No pair of ports is free.</exception>
    public static AudioProbe Open(in RelayFace face, MediaRelay? relay)
    {
        var local = face.Bind.ToIPAddress();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            ushort lent = 0;
            if (relay is not null && !relay.TryLend(out lent)) break;
            if (TryBind(local, lent) is { } rtp)
            {
                // RTP on an even port, RTCP on the odd one above it (RFC 3550 §11).
                var port = ((IPEndPoint)rtp.LocalEndPoint!).Port;
                if (port % 2 == 0 && TryBind(local, port + 1) is { } rtcp) return new AudioProbe(rtp, rtcp, port, face.Told.ToIPAddress().ToString(), relay);
                rtp.Dispose();
            }
            relay?.GiveBack(lent);
        }
        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    /// <summary>The offer.</summary>
    public string Describe()
    {
        var family = Host.Contains(':') ? "IP6" : "IP4";
        return $"v=0\r\no=- {_source} 1 IN {family} {Host}\r\ns=-\r\nc=IN {family} {Host}\r\nt=0 0\r\nm=audio {Port} RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n";
    }

    /// <summary>Sends silence and counts what comes, until there is enough of it and of reports, or the time is over.</summary>
    /// <param name="answer">Where to.</param>
    /// <param name="followSource">Whether to send to where theirs comes from, as soon as it does: a far side behind NAT.</param>
    /// <param name="limit">How long at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<AudioReport> Exchange(AudioAnswer answer, bool followSource, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var receivers = Task.WhenAll(Receive(_rtp, end.Token), Receive(_rtcp, end.Token));
        var packet = RtpPacket.Silence(answer.PayloadType, _source, SamplesPerPacket);
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(PacketTime, time);
        for (ushort sequence = 1; time.GetElapsedTime(start) < limit && !(sequence > EnoughPackets && HasEnough); sequence++)
        {
            RtpPacket.Number(packet, sequence, (uint)(sequence * SamplesPerPacket));
            Send(_rtp, packet, followSource && _seenAt is { } seen ? seen : answer.Rtp);
            // At once, so that a far side that reports on reports does; then every second.
            if (sequence % 50 == 1) Send(_rtcp, RtcpPacket.SenderReport(_source, time.GetUtcNow(), sequence, SamplesPerPacket), answer.Rtcp);
            await timer.WaitForNextTickAsync(cancellation);
        }
        await end.CancelAsync();
        await receivers;
        lock (_lock) return new AudioReport(_received, _seenAt, _heard);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        Interlocked.Exchange(ref _lender, null)?.GiveBack((ushort)Port);
    }

    private bool HasEnough
    {
        get
        {
            lock (_lock) return _received >= EnoughPackets && _heard is not null;
        }
    }

    private static Socket? TryBind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static void Send(Socket socket, byte[] packet, IPEndPoint to)
    {
        try
        {
            socket.SendTo(packet, to);
        }
        catch (SocketException)
        {
            // An ICMP error of an earlier packet, or no route: what does not arrive is what this is about.
        }
    }

    private async Task Receive(Socket socket, CancellationToken cancellation)
    {
        var buffer = new byte[2048];
        var anyone = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var result = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, cancellation);
                Take(buffer.AsSpan(0, result.ReceivedBytes), (IPEndPoint)result.RemoteEndPoint);
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier packet.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> packet, IPEndPoint from)
    {
        lock (_lock)
        {
            if (RtcpPacket.Is(packet))
            {
                if (RtcpPacket.TryFindReport(packet, _source, out var report)) _heard = report;
            }
            else if (RtpPacket.Is(packet))
            {
                _received++;
                _seenAt = from;
            }
        }
    }
}
