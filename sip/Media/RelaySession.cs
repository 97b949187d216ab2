using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sdp;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>
/// The media of one call: ports of ours towards each side, one pair for each m= line. It follows offer and answer (RFC 3264) by two
/// verbs: <see cref="TryMap"/> when a description passes, <see cref="Take"/> when what it says is in force. An offer that is refused
/// is mapped and never taken, so the media stay as they were.
/// </summary>
public sealed class RelaySession
{
    /// <summary>The most media of one call: a room system has sound, two pictures, and what steers them. A description with more is refused, so that none takes all ports.</summary>
    public const int MaxMedia = 6;

    // Media that are refused or over keep their m= lines.
    private const int MaxLines = 16;

    private readonly Lock _lock = new();
    private readonly MediaRelay _relay;
    private readonly List<RelayStream?> _streams = [];
    private long _touchedAt;
    private bool _isClosed, _isInForce, _isRinging;

    internal RelaySession(MediaRelay relay)
    {
        _relay = relay;
        _touchedAt = relay.Now;
    }

    /// <summary>Writes a side's description for the other side, with our ports in it. Opens the ports that are missing.</summary>
    /// <param name="writer">Where to; nothing usable is there unless it is mapped.</param>
    /// <param name="body">The description.</param>
    /// <param name="from">Whose it is.</param>
    /// <param name="caller">Where the caller finds us.</param>
    /// <param name="called">Where the called side finds us.</param>
    public MediaMapping TryMap(ref MessageWriter writer, ReadOnlySpan<byte> body, RelaySide from, in RelayFace caller, in RelayFace called)
    {
        var targets = new SdpTarget[MaxLines];
        var count = 0;
        lock (_lock)
        {
            if (_isClosed) return MediaMapping.Closed;
            _touchedAt = _relay.Now;
            for (var media = new SdpReader(body); media.TryNext(out var section); count++)
            {
                if (count == MaxLines) return MediaMapping.NoPorts;
                if (count == _streams.Count) _streams.Add(null);
                if (section.IsRejected || section.IsConnection) continue;
                if (_streams[count] is null && _streams.Count(static stream => stream is not null) == MaxMedia) return MediaMapping.NoPorts;
                _streams[count] ??= _relay.TryOpen(RelayStream.NameOf(section), caller, called);
                if (_streams[count] is not { } stream) return MediaMapping.NoPorts;
                targets[count] = stream.Towards(1 - from).Target(section);
            }
        }
        return SdpRewriter.MapMedia(ref writer, body, targets.AsSpan(0, count), origin: true) ? MediaMapping.Mapped : MediaMapping.AsItCame;
    }

    /// <summary>Puts in force what a side's description says: where it has its media, and which it refuses or ends.</summary>
    /// <param name="body">The description.</param>
    /// <param name="from">Whose it is.</param>
    /// <param name="seen">Where its SIP is seen.</param>
    /// <param name="isBehindNat">Whether its media come from another place than it says.</param>
    public void Take(ReadOnlySpan<byte> body, RelaySide from, in TransportAddress seen, bool isBehindNat)
    {
        lock (_lock)
        {
            _touchedAt = _relay.Now;
            _isInForce = true;
            var media = new SdpReader(body);
            for (var i = 0; i < _streams.Count && media.TryNext(out var section); i++)
            {
                if (_streams[i] is not { } stream) continue;
                if (!section.IsRejected)
                {
                    stream.Expect(from, section, seen, isBehindNat);
                    continue;
                }
                stream.Thread.Close(stream);
                _streams[i] = null;
            }
        }
    }

    /// <summary>Ends it; its ports are free soon.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var stream in _streams) stream?.Thread.Close(stream);
            _streams.Clear();
        }
    }

    /// <summary>Whether the call is offered and has no final response yet. Whoever offers it sets this and says the end of it, or closes it.</summary>
    public bool IsRinging
    {
        get
        {
            lock (_lock) return _isRinging;
        }
        set
        {
            lock (_lock)
            {
                _isRinging = value;
                _touchedAt = _relay.Now;
            }
        }
    }

    /// <summary>Since when neither a packet came nor signalling touched it; a call that rings is not silent, however long it does.</summary>
    public TimeSpan SilentFor
    {
        get
        {
            lock (_lock)
            {
                if (_isRinging) return TimeSpan.Zero;
                var last = _touchedAt;
                foreach (var stream in _streams) last = Math.Max(last, stream?.LastAt ?? -1);
                return TimeSpan.FromMilliseconds(Math.Max(0, _relay.Now - last));
            }
        }
    }

    /// <summary>Whether any description is in force.</summary>
    public bool IsInForce
    {
        get
        {
            lock (_lock) return _isInForce;
        }
    }

    /// <summary>Whether it has ports open.</summary>
    public bool HasPorts
    {
        get
        {
            lock (_lock) return _streams.Exists(static stream => stream is not null);
        }
    }

    /// <summary>What was carried for each m= line that is relayed now.</summary>
    public IReadOnlyList<RelayedMedia> Count()
    {
        lock (_lock) return [.. _streams.OfType<RelayStream>().Select(stream => stream.Count(_relay.WallTime))];
    }
}
