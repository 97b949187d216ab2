using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>Non-INVITE client transaction: RFC 3261 §17.1.2 figure 6.</summary>
public sealed class NonInviteClientTransaction : ClientTransaction
{
    private State _state = State.Trying;
    private int _interval;

    internal NonInviteClientTransaction(TransactionShard shard, SipMethod method, ulong branch, in Flow flow, IClientTransactionUser user)
        : base(shard, method, branch, flow, user)
    {
    }

    private enum State : byte
    {
        Trying,
        Proceeding,
        Completed,
        Terminated,
    }

    /// <inheritdoc/>
    public override bool IsFinal => _state >= State.Completed;

    /// <summary>
    /// Nobody waits for the response any more: the request is not sent again, and nothing more is told. There is no such thing for an
    /// INVITE, which is cancelled instead, since it may have been answered already.
    /// </summary>
    public void Abandon()
    {
        if (!IsFinal) Terminate();
    }

    internal override void Begin(ReadOnlySpan<byte> request)
    {
        var now = Shard.Now;
        _interval = Shard.Timers.T1;
        if (Flow.Transport.IsReliable)
        {
            SetTimers(long.MaxValue, now + Shard.Timers.TransactionTimeout); // timer F
        }
        else
        {
            Request.Set(Shard, request);
            SetTimers(now + _interval, now + Shard.Timers.TransactionTimeout); // timers E and F
        }
        if (!Send(request)) Fail(ClientFailure.TransportError);
    }

    internal override void ReceivedResponse(SipMessage response, in Flow source)
    {
        if (_state >= State.Completed) return; // timer K absorbs them
        if (response.Status < 200)
        {
            _state = State.Proceeding;
            _interval = Shard.Timers.T2;
            Pass(response);
            return;
        }
        _state = State.Completed;
        Request.Release(Shard);
        if (Flow.Transport.IsReliable) Terminate();
        else SetTimers(long.MaxValue, Shard.Now + Shard.Timers.T4); // timer K
        Pass(response);
    }

    private protected override void Retransmit(long now)
    {
        if (MayRetransmit) Send(Request.Bytes);
        _interval = Math.Min(_interval * 2, Shard.Timers.T2);
        SetRetransmit(now + _interval);
    }

    private protected override void Expired()
    {
        if (_state == State.Completed) Terminate();
        else Fail(ClientFailure.Timeout);
    }

    private protected override void OnTerminated() => _state = State.Terminated;
}
