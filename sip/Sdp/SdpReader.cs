namespace SystemConnector.Sip.Sdp;

/// <summary>Walks the m= sections of a session description without allocating. Lines that it does not understand are passed over.</summary>
public ref struct SdpReader
{
    private readonly ReadOnlySpan<byte> _sessionAddress;
    private SdpLines _lines;
    private SdpLine _mediaLine;
    private bool _hasMediaLine;

    /// <summary>Reads the part in front of the first m= line.</summary>
    public SdpReader(ReadOnlySpan<byte> body)
    {
        _lines = new SdpLines(body);
        while (_lines.TryNext(out var line))
        {
            if (line.Type == 'm')
            {
                _mediaLine = line;
                _hasMediaLine = true;
                return;
            }
            if (line.Type == 'c' && SdpAddress.TryParse(line.Value, out var address)) _sessionAddress = address;
        }
    }

    /// <summary>The session's connection address; empty when only the media have one.</summary>
    public readonly ReadOnlySpan<byte> SessionAddress => _sessionAddress;

    /// <summary>Takes the next section; false at the end. A section whose m= line is malformed is read as refused.</summary>
    public bool TryNext(out SdpMedia media)
    {
        media = default;
        if (!_hasMediaLine) return false;
        if (!SdpMedia.TryParse(_mediaLine.Value, out var head)) head = default;

        _hasMediaLine = false;
        var address = _sessionAddress;
        var rtcpPort = head.Port + head.PortCount;
        ReadOnlySpan<byte> rtcpAddress = default;
        var mux = false;
        while (_lines.TryNext(out var line))
        {
            if (line.Type == 'm')
            {
                _mediaLine = line;
                _hasMediaLine = true;
                break;
            }
            if (line.Type == 'c' && SdpAddress.TryParse(line.Value, out var own)) address = own;
            else if (line.Type == 'a' && SdpMedia.TryParseRtcp(line.Value, out var port, out var other))
            {
                rtcpPort = port;
                rtcpAddress = other;
            }
            else if (line.Type == 'a' && line.Value.SequenceEqual("rtcp-mux"u8)) mux = true;
        }
        media = new SdpMedia(head.Kind, head.Port, head.PortCount, head.Tail)
        {
            Address = address,
            RtcpPort = rtcpPort,
            RtcpAddress = rtcpAddress.IsEmpty ? address : rtcpAddress,
            OffersRtcpMux = mux,
        };
        return true;
    }
}
