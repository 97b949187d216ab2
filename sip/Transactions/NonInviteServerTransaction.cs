using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>Non-INVITE server transaction: RFC 3261 §17.2.2 figure 8.</summary>
public sealed class NonInviteServerTransaction : ServerTransaction
{
    private bool _isFinal;

    internal NonInviteServerTransaction(TransactionShard shard, UInt128 key, SipMessage request, in Flow source)
        : base(shard, key, request, source)
    {
    }

    /// <inheritdoc/>
    public override bool IsFinal => _isFinal;

    /// <inheritdoc/>
    public override void Send(int status, ReadOnlySpan<byte> response)
    {
        if (_isFinal) return;
        if (status >= 200)
        {
            _isFinal = true;
            if (Source.Transport.IsReliable)
            {
                Transmit(response);
                Terminate();
                return;
            }
            Shard.Wheel.Set(this, Shard.Now + Shard.Timers.TransactionTimeout); // timer J
        }
        LastResponse.Set(Shard, response);
        Transmit(response);
    }

    internal override void ReceivedRetransmission()
    {
        if (!LastResponse.IsEmpty) Transmit(LastResponse.Bytes);
    }

    internal override void OnDue(long now) => Terminate();
}
