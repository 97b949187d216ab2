using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// A request that belongs to no transaction yet. Whoever takes it makes one with <see cref="Accept"/>; what can be answered at once
/// is answered without (RFC 3261 §8.2.7), so that strangers fill no memory: the same request again is asked about again.
/// Valid under the lock of its shard, for the call that hands it over.
/// </summary>
public readonly ref struct IncomingRequest
{
    private readonly UInt128 _key;
    private readonly ref readonly Flow _source;

    internal IncomingRequest(TransactionShard shard, UInt128 key, SipMessage message, ref readonly Flow source)
    {
        Shard = shard;
        _key = key;
        Message = message;
        _source = ref source;
    }

    /// <summary>The shard of its Call-ID.</summary>
    public TransactionShard Shard { get; }

    /// <summary>The request.</summary>
    public SipMessage Message { get; }

    /// <summary>Where it came from.</summary>
    public ref readonly Flow Source => ref _source;

    /// <summary>Makes the server transaction, which must be answered now or later.</summary>
    public ServerTransaction Accept() => Message.Method == SipMethod.Invite
        ? new InviteServerTransaction(Shard, _key, Message, _source)
        : new NonInviteServerTransaction(Shard, _key, Message, _source);

    /// <summary>
    /// Begins a response without a transaction: status line, then Via, From, Call-ID, CSeq and To with a tag of ours, the same for
    /// the same request (RFC 3261 §8.2.6, §8.2.7). The caller adds the rest and hands it to <see cref="Send"/>.
    /// </summary>
    public void BeginResponse(ref MessageWriter writer, int status, scoped ReadOnlySpan<byte> reason = default)
    {
        Span<byte> tag = stackalloc byte[LocalTag.Length];
        LocalTag.Write(tag, _key);
        ResponseHead.WriteStatusLine(ref writer, status, reason);
        ResponseHead.WriteFields(ref writer, Message, _source);
        ResponseHead.WriteTo(ref writer, Message[Message.ToValue], Message.To.Tag.IsEmpty ? tag : default);
    }

    /// <summary>Sends a response that was begun with <see cref="BeginResponse"/>.</summary>
    public void Send(scoped ReadOnlySpan<byte> response)
    {
        var flow = ResponseRouting.Flow(Message, _source);
        flow.Transport.Send(flow, response);
    }

    /// <summary>Answers with no more than RFC 3261 §8.2.6 asks for.</summary>
    public void Respond(int status, scoped ReadOnlySpan<byte> reason = default)
    {
        var writer = Shard.Writer();
        BeginResponse(ref writer, status, reason);
        writer.End(default);
        Send(writer.Written);
    }
}
