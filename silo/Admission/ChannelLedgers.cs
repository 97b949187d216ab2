using SystemConnector.Contracts;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Admission;

/// <summary>The channel ledgers of this node's shards, and what messages inside a call do to them.</summary>
internal sealed class ChannelLedgers(TimeProvider time)
{
    private readonly ChannelLedger?[] _ledgers = new ChannelLedger?[TransactionLayer.ShardCount];

    /// <summary>The ledger of a shard whose lock is held.</summary>
    public ChannelLedger Of(TransactionShard shard) => _ledgers[shard.Index] ??= new ChannelLedger(time, shard);

    /// <summary>A call's answer was acknowledged.</summary>
    public void Acknowledge(TransactionShard shard, ReadOnlySpan<byte> callId, Guid side, Guid other)
    {
        var call = TransactionLayer.HashOf(callId);
        if (side != default) Of(shard).Acknowledge(call, new ConnectorId(side));
        if (other != default) Of(shard).Acknowledge(call, new ConnectorId(other));
    }

    /// <summary>A call between two sides is over: neither's channel is in use any more.</summary>
    public void End(TransactionShard shard, ReadOnlySpan<byte> callId, Guid side, Guid other)
    {
        var call = TransactionLayer.HashOf(callId);
        if (side != default) Of(shard).Close(call, new ConnectorId(side));
        if (other != default) Of(shard).Close(call, new ConnectorId(other));
    }

    /// <summary>A re-INVITE or UPDATE was accepted: the session goes on (RFC 4028 §10).</summary>
    /// <param name="shard">The call's shard.</param>
    /// <param name="callId">The call.</param>
    /// <param name="side">The connector of one side; empty for a local one.</param>
    /// <param name="other">That of the other.</param>
    /// <param name="interval">The session interval that was negotiated, in seconds; 0 for none.</param>
    public void Refresh(TransactionShard shard, ReadOnlySpan<byte> callId, Guid side, Guid other, uint interval)
    {
        var call = TransactionLayer.HashOf(callId);
        var lifetime = SessionLifetime.Of(interval);
        if (side != default) Of(shard).Extend(call, new ConnectorId(side), lifetime);
        if (other != default) Of(shard).Extend(call, new ConnectorId(other), lifetime);
    }
}
