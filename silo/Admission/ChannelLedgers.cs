using SystemConnector.Contracts;
using SystemConnector.Silo.Calls;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Admission;

/// <summary>The channel ledgers of this node's shards, and what messages inside a call do to them.</summary>
internal sealed class ChannelLedgers(TimeProvider time)
{
    private readonly ChannelLedger?[] _ledgers = new ChannelLedger?[TransactionLayer.ShardCount];

    /// <summary>The ledger of a shard whose lock is held.</summary>
    public ChannelLedger Of(TransactionShard shard) => _ledgers[shard.Index] ??= new ChannelLedger(time, shard);

    /// <summary>A request inside a call is passed on: a BYE ends it, an ACK says that its answer arrived.</summary>
    public void Pass(TransactionShard shard, SipMessage request, in DialogToken token)
    {
        if (request.Method is not (SipMethod.Bye or SipMethod.Ack)) return;
        var ledger = Of(shard);
        var call = TransactionLayer.HashOf(request[request.CallId]);
        foreach (var connector in (ReadOnlySpan<Guid>)[token.PeerConnector, token.OwnConnector])
        {
            if (connector == default) continue;
            if (request.Method == SipMethod.Bye) ledger.Close(call, new ConnectorId(connector));
            else ledger.Acknowledge(call, new ConnectorId(connector));
        }
    }

    /// <summary>A re-INVITE or UPDATE was accepted: the session goes on (RFC 4028 §10).</summary>
    /// <param name="shard">The call's shard.</param>
    /// <param name="response">The 2xx.</param>
    /// <param name="token">The call's two sides.</param>
    /// <param name="interval">The session interval that was negotiated, in seconds; 0 for none.</param>
    public void Refresh(TransactionShard shard, SipMessage response, in DialogToken token, uint interval)
    {
        var ledger = Of(shard);
        var call = TransactionLayer.HashOf(response[response.CallId]);
        var lifetime = SessionLifetime.Of(interval);
        foreach (var connector in (ReadOnlySpan<Guid>)[token.PeerConnector, token.OwnConnector])
            if (connector != default) ledger.Extend(call, new ConnectorId(connector), lifetime);
    }
}
