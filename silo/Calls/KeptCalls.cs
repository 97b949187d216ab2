using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// What a node keeps of calls that it set up: the channels that they take, and the ports of their media. A request inside a call is dealt
/// with by the node that it comes to, so what that does to them is told to the node that keeps them.
/// </summary>
internal sealed class KeptCalls(ChannelLedgers channels, CallMedia media, ClusterLink link)
{
    /// <summary>A call is hung up. Under the lock of its shard.</summary>
    public void Ended(TransactionShard shard, ReadOnlySpan<byte> callId, in DialogToken token)
    {
        Ended(shard, callId, token.PeerConnector, token.OwnConnector, token.Media);
        link.ReportEnded(callId, token);
    }

    /// <summary>A call goes on for another session interval, in seconds; 0 for none. Under the lock of its shard.</summary>
    public void Refreshed(TransactionShard shard, ReadOnlySpan<byte> callId, in DialogToken token, uint interval)
    {
        channels.Refresh(shard, callId, token.PeerConnector, token.OwnConnector, interval);
        link.ReportRefreshed(callId, token, interval);
    }

    /// <summary>Another node says that a call is hung up.</summary>
    public void Ended(TransactionLayer transactions, ReadOnlySpan<byte> callId, Guid side, Guid other, MediaLeg leg)
    {
        var shard = transactions.ShardOf(callId);
        lock (shard.Lock) Ended(shard, callId, side, other, leg);
    }

    /// <summary>Another node says that a call goes on.</summary>
    public void Refreshed(TransactionLayer transactions, ReadOnlySpan<byte> callId, Guid side, Guid other, uint interval)
    {
        var shard = transactions.ShardOf(callId);
        lock (shard.Lock) channels.Refresh(shard, callId, side, other, interval);
    }

    private void Ended(TransactionShard shard, ReadOnlySpan<byte> callId, Guid side, Guid other, MediaLeg leg)
    {
        channels.End(shard, callId, side, other);
        media.Close(leg);
    }
}
