using System.Net;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>
/// One media port of ours: takes what its peer sends and hands it to the port that faces the other side. Signalling sets whom it
/// believes; all else belongs to its media thread, so a packet takes no lock.
/// </summary>
/// <remarks>
/// The source of packets is latched (RFC 7362): the first that fits is kept, and only one that fits better takes its place, so
/// who sprays our ports changes nothing. When signalling moves the peer, what was latched goes on until the new source is heard.
/// Media of a call that passes here twice goes from one of our ports to another, but what came from us is not sent to us: calls that
/// are tied to a ring would carry a packet for ever. When its NAT gives a peer that fell silent another port (RFC 4787 §4.3), it is followed there.
/// </remarks>
internal sealed unsafe class RelayPort(int socket, MediaRelay relay)
{
    // A source that is still heard so long after signalling moved its peer is the right one after all.
    private const long MoveMilliseconds = 5_000;

    // Far longer than between packets that flow, far shorter than a NAT keeps a port for one that is silent.
    private const long SilenceMilliseconds = 1_000;

    private volatile bool _isRtp;
    private volatile MediaPeer? _expected;
    private MediaPeer? _peer;
    private SocketName _source, _target;
    private Fit _fit;
    private bool _isFromUs, _isToUs;
    private volatile IPEndPoint? _heardFrom;
    private long _movedAt;
    private long _packets, _bytes, _strays, _unsent, _lastAt = -1;
    private SequenceCounter _sequence;

    /// <summary>The port that faces the other side.</summary>
    public RelayPort Opposite { get; set; } = null!;

    /// <summary>The socket.</summary>
    public int Socket => socket;

    /// <summary>When the last packet came from the peer, on the relay's clock; negative when none did.</summary>
    public long LastAt => Volatile.Read(in _lastAt);

    /// <summary>Says whom to believe from now on. Any thread, one at a time.</summary>
    /// <param name="peer">Whom.</param>
    /// <param name="isRtp">Whether it sends RTP or RTCP, which may change during a call (T.38, ITU-T T.38 Annex D).</param>
    public void Expect(MediaPeer peer, bool isRtp)
    {
        _isRtp = isRtp;
        if (_expected != peer) _expected = peer; // by value: what was said before moves nothing
    }

    /// <summary>Takes one datagram and passes it on.</summary>
    public void Relay(byte* buffer, int size, long now, RelayTally tally)
    {
        var length = UdpSocket.Receive(socket, buffer, size, out var source);
        if (length < 0) return; // A datagram with a wrong checksum: gone by the time that it is read.
        var packet = new ReadOnlySpan<byte>(buffer, length);
        Follow(now);
        if ((_fit == Fit.None || source != _source) && !TryLatch(source, packet, now))
        {
            _strays++;
            tally.Strays++;
            return;
        }
        _packets++;
        _bytes += length;
        tally.Packets++;
        tally.Bytes += length;
        _lastAt = now;
        if (_isRtp && MediaPacket.IsRtp(packet)) _sequence.Count(packet);
        if (!Opposite.TrySend(packet, now, _isFromUs)) tally.Undelivered++;
    }

    /// <summary>What came from the peer.</summary>
    public RelayCounters Count(Func<long, DateTimeOffset> clock)
    {
        var last = LastAt;
        return new RelayCounters(
            Volatile.Read(in _packets), Volatile.Read(in _bytes), _sequence.Lost, Volatile.Read(in _strays), Volatile.Read(in Opposite._unsent),
            last < 0 ? null : clock(last), _heardFrom);
    }

    private bool TrySend(ReadOnlySpan<byte> packet, long now, bool isFromUs)
    {
        Follow(now);
        if (_target.Family != 0 && !(isFromUs && _isToUs) && UdpSocket.Send(socket, packet, _target)) return true;
        _unsent++;
        return false;
    }

    /// <summary>Takes over what signalling said last.</summary>
    private void Follow(long now)
    {
        var expected = _expected;
        if (ReferenceEquals(expected, _peer)) return;
        _peer = expected;
        _movedAt = now;
        _fit = Fit.None;
        // Behind NAT the place where it was heard is a better guess than what it says.
        if (_source.Family == 0 || !expected!.IsBehindNat || !expected.IsPrivate) SendTo(expected!.Target);
    }

    private bool TryLatch(in SocketName source, ReadOnlySpan<byte> packet, long now)
    {
        if (_peer is not { } peer) return false;
        var isMoving = _fit == Fit.None && source == _source;
        if (isMoving && now - _movedAt < MoveMilliseconds) return true;
        var address = source.ToAddress();
        var fit = peer.FitOf(address);
        if (isMoving && fit == Fit.None) fit = Fit.Anyone;
        // Whoever has the address that is latched could have been taken before: no more is believed than that.
        var isRebound = fit >= Fit.Address && now - _lastAt > SilenceMilliseconds && address.HasAddressOf(_source.ToAddress());
        if ((fit <= _fit && !isRebound) || (_isRtp && !MediaPacket.IsKnown(packet))) return false;
        _fit = fit;
        _source = source;
        _isFromUs = relay.IsOurs(address);
        _heardFrom = address.ToIPEndPoint();
        if (peer.IsBehindNat) SendTo(address);
        return true;
    }

    private void SendTo(in TransportAddress target)
    {
        _target = SocketName.Of(target);
        _isToUs = relay.IsOurs(target);
    }
}
