using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>INVITE server transaction: RFC 3261 §17.2.1 figure 7 with the Accepted state of RFC 6026 §7.1.</summary>
public sealed class InviteServerTransaction : ServerTransaction
{
    private Phase _phase = Phase.Proceeding;
    private int _interval;
    private long _retransmitAt = long.MaxValue, _expiresAt = long.MaxValue;

    internal InviteServerTransaction(TransactionShard shard, UInt128 key, SipMessage request, in Flow source)
        : base(shard, key, request, source) => SetLastResort();

    private enum Phase : byte
    {
        Proceeding,
        Accepted,
        Completed,
        Confirmed,
        Terminated,
    }

    /// <inheritdoc/>
    public override bool IsFinal => _phase != Phase.Proceeding;

    /// <inheritdoc/>
    public override void Send(int status, ReadOnlySpan<byte> response)
    {
        switch (_phase)
        {
            case Phase.Proceeding when status < 200:
                LastResponse.Set(Shard, response);
                SetLastResort();
                break;

            // The 2xx is retransmitted by the callee; we pass each on and keep none.
            case Phase.Proceeding when status < 300:
                _phase = Phase.Accepted;
                LastResponse.Release(Shard);
                SetTimers(long.MaxValue, Shard.Now + Shard.Timers.TransactionTimeout); // timer L
                break;

            case Phase.Proceeding:
                _phase = Phase.Completed;
                LastResponse.Set(Shard, response);
                _interval = Shard.Timers.T1;
                var now = Shard.Now;
                SetTimers(Source.Transport.IsReliable ? long.MaxValue : now + _interval, now + Shard.Timers.TransactionTimeout); // timers G and H
                break;

            case Phase.Accepted when status is >= 200 and < 300:
                break;

            default:
                return;
        }
        Transmit(response);
    }

    internal override void ReceivedRetransmission()
    {
        if (_phase is Phase.Proceeding or Phase.Completed && !LastResponse.IsEmpty) Transmit(LastResponse.Bytes);
    }

    /// <summary>An ACK with the INVITE's branch. True when it ends here: it is for a failed INVITE.</summary>
    internal bool ReceivedAck()
    {
        switch (_phase)
        {
            case Phase.Completed:
                _phase = Phase.Confirmed;
                LastResponse.Release(Shard);
                if (Source.Transport.IsReliable) End();
                else SetTimers(long.MaxValue, Shard.Now + Shard.Timers.T4); // timer I
                return true;
            case Phase.Confirmed:
                return true;
            default:
                return false;
        }
    }

    internal override void OnDue(long now)
    {
        if (now >= _expiresAt)
        {
            if (_phase == Phase.Proceeding)
            {
                (State as IServerTransactionUser)?.OnExpired();
                Respond(500);
            }
            else End(); // H: the ACK never came; I and L: all is over
            return;
        }
        if (now >= _retransmitAt)
        {
            Shard.Counters.ResponsesRepeated++;
            Transmit(LastResponse.Bytes);
            _interval = Math.Min(_interval * 2, Shard.Timers.T2);
            SetTimers(now + _interval, _expiresAt);
        }
    }

    private void End()
    {
        _phase = Phase.Terminated;
        Terminate();
    }

    /// <summary>
    /// An INVITE may ring for long, but who takes it hears from each leg within timer C and 64·T1: only a fault of ours answers nothing
    /// for so long. The client is told, so that neither of us waits for ever.
    /// </summary>
    private void SetLastResort() => SetTimers(long.MaxValue, Shard.Now + Shard.Timers.C + Shard.Timers.TransactionTimeout);

    private void SetTimers(long retransmitAt, long expiresAt)
    {
        _retransmitAt = retransmitAt;
        _expiresAt = expiresAt;
        Shard.Wheel.Set(this, Math.Min(retransmitAt, expiresAt));
    }
}
