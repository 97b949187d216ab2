using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>Non-INVITE server transaction: RFC 3261 §17.2.2 figure 8.</summary>
public sealed class NonInviteServerTransaction : ServerTransaction
{
    private bool _isFinal; // or over without an answer

    internal NonInviteServerTransaction(TransactionShard shard, UInt128 key, SipMessage request, in Flow source)
        : base(shard, key, request, source) =>
        // An answer later than that would meet nobody: it ends without one (RFC 4320 §4.2 forbids the 408). Without this, a fault of
        // ours that forgets the transaction would keep it for ever.
        Shard.Wheel.Set(this, Shard.Now + Shard.Timers.TransactionTimeout);

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

    internal override void OnDue(long now)
    {
        _isFinal = true;
        Terminate();
    }
}
