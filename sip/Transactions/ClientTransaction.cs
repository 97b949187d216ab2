using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>The client's side of one transaction (RFC 3261 §17.1). Used under the lock of its shard.</summary>
public abstract class ClientTransaction : TimedEntry
{
    internal Kept Request;
    private readonly IClientTransactionUser _user;
    private Flow _flow;
    private bool _isFailureTold;
    private long _retransmitAt = long.MaxValue, _expiresAt = long.MaxValue;

    private protected ClientTransaction(TransactionShard shard, SipMethod method, ulong branch, in Flow flow, IClientTransactionUser user)
    {
        Shard = shard;
        Method = method;
        Branch = branch;
        _flow = flow;
        _user = user;
    }

    /// <summary>Its shard.</summary>
    public TransactionShard Shard { get; }

    /// <summary>The method of its request.</summary>
    public SipMethod Method { get; }

    /// <summary>The branch in its Via.</summary>
    public ulong Branch { get; }

    /// <summary>Where its request went.</summary>
    public ref readonly Flow Flow => ref _flow;

    /// <summary>True once there is a final response or none is to come.</summary>
    public abstract bool IsFinal { get; }

    /// <summary>A CANCEL has the branch of its INVITE (RFC 3261 §9.1): the lowest bit keeps the two apart.</summary>
    internal ulong Key => KeyOf(Branch, Method);

    /// <summary>Stands for the Call-ID and the CSeq number of its request.</summary>
    internal ulong RequestHash { get; set; }

    internal static ulong KeyOf(ulong branch, SipMethod method) => method == SipMethod.Cancel ? branch | 1 : branch;

    internal static ulong HashOf(ReadOnlySpan<byte> callId, uint cseq) => KeyedHash.Of(callId) ^ cseq;

    internal abstract void Begin(ReadOnlySpan<byte> request);

    /// <summary>A response came, usually over the flow of the request.</summary>
    internal abstract void ReceivedResponse(SipMessage response, in Flow source);

    /// <summary>The transport of its flow is gone.</summary>
    internal virtual void LoseWay() => TransportFailed();

    /// <summary>The retransmit time has come.</summary>
    private protected abstract void Retransmit(long now);

    /// <summary>The state's time is over.</summary>
    private protected abstract void Expired();

    internal void TransportFailed()
    {
        if (!IsFinal) Fail(ClientFailure.TransportError);
    }

    internal sealed override void OnDue(long now)
    {
        if (now >= _expiresAt)
        {
            _expiresAt = long.MaxValue;
            Expired();
            return;
        }
        if (now >= _retransmitAt)
        {
            Shard.Counters.RequestsRepeated++;
            Retransmit(now);
        }
        Reschedule();
    }

    /// <summary>What is still to be sent goes where it was heard of last.</summary>
    private protected void MoveTo(in Flow flow) => _flow = flow;

    private protected bool Send(ReadOnlySpan<byte> message) =>
        _flow.Transport.Send(_flow, message, new SendTicket(Shard.Index, Key));

    /// <summary>Sets both times of the state; <see cref="long.MaxValue"/> for never.</summary>
    private protected void SetTimers(long retransmitAt, long expiresAt)
    {
        _retransmitAt = retransmitAt;
        _expiresAt = expiresAt;
        Reschedule();
    }

    private protected bool MayRetransmit => _user.MayRetransmit;

    private protected void SetRetransmit(long at) => _retransmitAt = at;

    private protected void Pass(SipMessage response) => _user.OnResponse(this, response);

    private protected void Fail(ClientFailure failure)
    {
        Terminate();
        TellFailure(failure);
    }

    /// <summary>Tells the user, who hears of one failure only.</summary>
    private protected void TellFailure(ClientFailure failure)
    {
        if (_isFailureTold) return;
        _isFailureTold = true;
        if (failure == ClientFailure.Timeout) Shard.Counters.Timeouts++;
        _user.OnFailure(this, failure);
    }

    private protected abstract void OnTerminated();

    private protected void Terminate()
    {
        OnTerminated();
        Shard.Wheel.Cancel(this);
        Shard.Clients.Remove(Key);
        Request.Release(Shard);
        _retransmitAt = _expiresAt = long.MaxValue;
    }

    private void Reschedule()
    {
        var due = Math.Min(_retransmitAt, _expiresAt);
        if (due == long.MaxValue) Shard.Wheel.Cancel(this);
        else Shard.Wheel.Set(this, due);
    }
}
