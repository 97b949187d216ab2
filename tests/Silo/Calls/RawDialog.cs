namespace SystemConnector.Silo.Tests.Calls;

/// <summary>One side of a call, kept by hand: its requests differ from one another in what a test says and in nothing else.</summary>
internal sealed class RawDialog
{
    private readonly RawPeer _peer;
    private readonly string _local, _contact;
    private string _remote, _target;
    private int _cseq;

    private RawDialog(RawPeer peer, string callId, string local, string remote, string target, string contact)
    {
        _peer = peer;
        CallId = callId;
        _local = local;
        _remote = remote;
        _target = target;
        _contact = contact;
    }

    public string CallId { get; }

    /// <summary>The other side's tag.</summary>
    public string RemoteTag => Tag(_remote);

    /// <summary>Our own tag.</summary>
    public string LocalTag => Tag(_local);

    /// <summary>Where our requests go: the other side's Contact.</summary>
    public string Target => _target;

    /// <summary>A call about to be made.</summary>
    public static RawDialog Caller(RawPeer peer, string from, string target) =>
        new(peer, Guid.NewGuid().ToString("N"), $"{from};tag=a{Guid.NewGuid():N}", $"<{target}>", target, $"<sip:caller@{peer.Local}>");

    /// <summary>A call that came in.</summary>
    public static RawDialog Callee(RawPeer peer, string invite, string tag) => new(
        peer, RawPeer.Value(invite, "Call-ID"), $"{RawPeer.Value(invite, "To")};tag={tag}", RawPeer.Value(invite, "From"), RawPeer.Uri(invite, "Contact"), $"<sip:callee@{peer.Local}>");

    /// <summary>Takes the other side's tag and Contact from its answer.</summary>
    public RawDialog Answered(string response)
    {
        _remote = RawPeer.Value(response, "To");
        _target = RawPeer.Uri(response, "Contact");
        return this;
    }

    /// <summary>A request with the next CSeq; ACK repeats the last one.</summary>
    public string Request(string method, string more = "", string body = "", string? contact = null)
    {
        if (method != "ACK") _cseq++;
        return $"{method} {_target} SIP/2.0\nVia: SIP/2.0/UDP {_peer.Local};branch=z9hG4bK{Guid.NewGuid():N}\nMax-Forwards: 70\n"
            + $"From: {_local}\nTo: {_remote}\nCall-ID: {CallId}\nCSeq: {_cseq} {method}\nContact: {contact ?? _contact}\n{more}"
            + $"Content-Length: {body.ReplaceLineEndings("\r\n").Length}\n\n{body}";
    }

    public Task SendAsync(string method, string more = "", string body = "") => _peer.SendAsync(Request(method, more, body));

    private static string Tag(string address) => address[(address.LastIndexOf(";tag=", StringComparison.Ordinal) + 5)..];
}
