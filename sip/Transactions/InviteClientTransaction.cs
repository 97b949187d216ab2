using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>INVITE client transaction: RFC 3261 §17.1.1 figure 5 with the Accepted state of RFC 6026 §7.2.</summary>
public sealed class InviteClientTransaction : ClientTransaction
{
    private State _state = State.Calling;
    private int _interval;
    private bool _cancelled, _isCancelDue, _rangTooLong;
    private byte[]? _cancelReason;

    internal InviteClientTransaction(TransactionShard shard, ulong branch, in Flow flow, IClientTransactionUser user)
        : base(shard, SipMethod.Invite, branch, flow, user)
    {
    }

    private enum State : byte
    {
        Calling,
        Proceeding,
        Accepted,
        Completed,
        Terminated,
    }

    /// <inheritdoc/>
    public override bool IsFinal => _state >= State.Accepted;

    /// <summary>
    /// True once its way was lost and its user told of a transport error. It lives on for 64·T1, since an answer may find another way
    /// here: a provisional one is cancelled, a final one acknowledged, and a 2xx is passed, to be hung up.
    /// </summary>
    public bool IsLost { get; private set; }

    /// <summary>
    /// Cancels the INVITE: at once when it was heard of, otherwise as soon as it is (RFC 3261 §9.1). The final response
    /// still comes, at the latest as a timeout after 64·T1.
    /// </summary>
    /// <param name="reason">The value of the CANCEL's Reason header field (RFC 3326); null for none.</param>
    public void Cancel(byte[]? reason = null)
    {
        if (IsFinal || _cancelled) return;
        _cancelled = true;
        _cancelReason = reason;
        if (_state == State.Proceeding) SendCancel();
        else _isCancelDue = true;
    }

    internal override void LoseWay()
    {
        if (IsFinal || IsLost) return;
        IsLost = _cancelled = _isCancelDue = true;
        SetTimers(long.MaxValue, Shard.Now + Shard.Timers.TransactionTimeout);
        TellFailure(ClientFailure.TransportError);
    }

    internal override void Begin(ReadOnlySpan<byte> request)
    {
        Request.Set(Shard, request);
        var now = Shard.Now;
        _interval = Shard.Timers.T1;
        // Timer A only where the transport does not retransmit; timer B always.
        SetTimers(Flow.Transport.IsReliable ? long.MaxValue : now + _interval, now + Shard.Timers.TransactionTimeout);
        if (!Send(request)) Fail(ClientFailure.TransportError);
    }

    internal override void ReceivedResponse(SipMessage response, in Flow source)
    {
        if (IsLost) MoveTo(source);
        switch (_state)
        {
            case State.Calling or State.Proceeding when response.Status < 200:
                _state = State.Proceeding;
                // Timer C starts anew with each 101–199 (RFC 3261 §16.7); once cancelled the transaction has 64·T1 left.
                if (!_cancelled) SetTimers(long.MaxValue, Shard.Now + Shard.Timers.C);
                else if (_isCancelDue) SendCancel();
                if (!_rangTooLong && !IsLost) Pass(response);
                break;

            case State.Calling or State.Proceeding when response.Status < 300:
                _state = State.Accepted;
                Request.Release(Shard);
                SetTimers(long.MaxValue, Shard.Now + Shard.Timers.TransactionTimeout); // timer M
                Pass(response);
                break;

            case State.Calling or State.Proceeding:
                _state = State.Completed;
                SendAck(response);
                if (Flow.Transport.IsReliable) Terminate();
                else SetTimers(long.MaxValue, Shard.Now + Shard.Timers.D);
                if (!IsLost) Pass(response);
                break;

            case State.Accepted when response.Status is >= 200 and < 300:
                Pass(response);
                break;

            case State.Completed when response.Status >= 300:
                Send(Request.Bytes); // the ACK again
                break;
        }
    }

    private protected override void Retransmit(long now)
    {
        Send(Request.Bytes);
        _interval *= 2;
        SetRetransmit(now + _interval);
    }

    private protected override void Expired()
    {
        switch (_state)
        {
            case State.Calling:
                Fail(ClientFailure.Timeout);
                break;
            case State.Proceeding when _cancelled:
                Fail(ClientFailure.Timeout); // RFC 3261 §9.1: no final response within 64·T1 of the CANCEL
                break;
            case State.Proceeding:
                // RFC 3261 §16.8. It lives on for the final response, which may cross the CANCEL: a 487 must be acknowledged, a 2xx hung up.
                _rangTooLong = true;
                Cancel();
                TellFailure(ClientFailure.RangTooLong);
                break;
            default:
                Terminate();
                break;
        }
    }

    private protected override void OnTerminated() => _state = State.Terminated;

    /// <summary>RFC 3261 §17.1.1.3. The ACK takes the request's place, since only it is sent from now on.</summary>
    private void SendAck(SipMessage response)
    {
        var request = new SipMessage();
        if (SipParser.Parse(request, Request.Buffer, 0, Request.Length) != MessageFault.None) return;
        var writer = Shard.Writer();
        InTransactionRequest.Write(ref writer, SipMethod.Ack, request, response.Find(HeaderName.To), null);
        Request.Set(Shard, writer.Written);
        Send(Request.Bytes);
    }

    /// <summary>RFC 3261 §9.1.</summary>
    private void SendCancel()
    {
        _isCancelDue = false;
        SetTimers(long.MaxValue, Shard.Now + Shard.Timers.TransactionTimeout);
        var request = new SipMessage();
        if (SipParser.Parse(request, Request.Buffer, 0, Request.Length) != MessageFault.None) return;
        var writer = Shard.Writer();
        InTransactionRequest.Write(ref writer, SipMethod.Cancel, request, request.Find(HeaderName.To), _cancelReason);
        Shard.Start(SipMethod.Cancel, Branch, Flow, writer.Written, IgnoredClient.Instance);
    }
}
