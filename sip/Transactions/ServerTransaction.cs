using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>The server's side of one transaction (RFC 3261 §17.2). Used under the lock of its shard.</summary>
public abstract class ServerTransaction : TimedEntry
{
    private readonly UInt128 _key;
    private readonly Flow _source, _responseFlow;
    private readonly ResponseHead _head;
    private readonly ushort _sentByPort;
    private Kept _headBytes;
    private protected Kept LastResponse;

    private protected ServerTransaction(TransactionShard shard, UInt128 key, SipMessage request, in Flow source)
    {
        Shard = shard;
        _key = key;
        Method = request.Method;
        CSeq = request.CSeq;
        _source = source;
        _responseFlow = ResponseRouting.Flow(request, source);
        _sentByPort = ResponseRouting.SentByPort(request, source);
        var writer = shard.Writer();
        _head = ResponseHead.Write(ref writer, request, source);
        _headBytes.Set(shard, writer.Written);
        shard.Servers[key] = this;
    }

    /// <summary>Its shard.</summary>
    public TransactionShard Shard { get; }

    /// <summary>The method of its request.</summary>
    public SipMethod Method { get; }

    /// <summary>The CSeq number of its request.</summary>
    public uint CSeq { get; }

    /// <summary>Where its request came from.</summary>
    public ref readonly Flow Source => ref _source;

    /// <summary>What the transaction user keeps with it.</summary>
    public object? State { get; set; }

    /// <summary>The transport over which its client is connected to when its connection is gone, once it is known who must be there; null for the request's.</summary>
    public SipTransport? ReconnectOver { get; set; }

    /// <summary>True once a final response was sent, or it is too late for one.</summary>
    public abstract bool IsFinal { get; }

    /// <summary>True when its request had a To tag already.</summary>
    public bool HasToTag => _head.HasToTag;

    /// <summary>
    /// Begins a response: status line, then Via, From, To, Call-ID and CSeq as RFC 3261 §8.2.6 asks.
    /// The caller adds the rest and <see cref="MessageWriter.End"/>, and hands it to <see cref="Send"/>.
    /// </summary>
    /// <param name="writer">The shard's writer.</param>
    /// <param name="status">100–699.</param>
    /// <param name="reason">The reason phrase; empty for the usual one.</param>
    /// <param name="toTag">The To tag where the request had none; empty for none, as in a 100.</param>
    public void BeginResponse(ref MessageWriter writer, int status, scoped ReadOnlySpan<byte> reason, scoped ReadOnlySpan<byte> toTag)
    {
        ResponseHead.WriteStatusLine(ref writer, status, reason);
        WriteHead(ref writer, toTag);
    }

    /// <summary>Begins a response with a To tag of our own, the same for each response of this transaction; a 100 has none.</summary>
    public void BeginResponse(ref MessageWriter writer, int status, scoped ReadOnlySpan<byte> reason = default)
    {
        Span<byte> tag = stackalloc byte[LocalTag.Length];
        LocalTag.Write(tag, _key);
        BeginResponse(ref writer, status, reason, status > 100 ? tag : default);
    }

    /// <summary>Writes the status line of a response by itself, for whoever has a header field to put before the others.</summary>
    public static void WriteStatusLine(ref MessageWriter writer, int status, scoped ReadOnlySpan<byte> reason) =>
        ResponseHead.WriteStatusLine(ref writer, status, reason);

    /// <summary>Writes what a response has behind its status line, up to To.</summary>
    public void WriteHead(ref MessageWriter writer, scoped ReadOnlySpan<byte> toTag)
    {
        // Over, and its head given back: what is written goes nowhere.
        if (!_headBytes.IsEmpty) _head.WriteHead(ref writer, _headBytes.Bytes, toTag);
    }

    /// <summary>Sends a response that was begun here; nothing happens after the final one, or when it is too late.</summary>
    public abstract void Send(int status, ReadOnlySpan<byte> response);

    /// <summary>Answers without anything more than RFC 3261 §8.2.6 asks for, with a To tag of our own.</summary>
    public void Respond(int status, ReadOnlySpan<byte> reason = default)
    {
        var writer = Shard.Writer();
        BeginResponse(ref writer, status, reason);
        writer.End(default);
        Send(status, writer.Written);
    }

    /// <summary>The request came again.</summary>
    internal abstract void ReceivedRetransmission();

    private protected void Transmit(ReadOnlySpan<byte> response)
    {
        if (_responseFlow.Transport.Send(_responseFlow, response)) return;
        // A stream is opened anew (RFC 3261 §18.2.2). The address to which a datagram came may be another node's again.
        var other = _responseFlow.Transport.IsReliable
            ? new Flow(ReconnectOver ?? _responseFlow.Transport, _responseFlow.Remote.WithPort(_sentByPort)) : Shard.OtherWay?.Invoke(_responseFlow);
        if (other is { } way) way.Transport.Send(way, response);
    }

    private protected void Terminate()
    {
        Shard.Wheel.Cancel(this);
        Shard.Servers.Remove(_key);
        _headBytes.Release(Shard);
        LastResponse.Release(Shard);
        State = null;
    }
}
