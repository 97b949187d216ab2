using SystemConnector.Silo.Admission;
using SystemConnector.Silo.CallRecords;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// What a node keeps of calls that it set up: the channels that they take, the ports of their media, and their place among the active calls. A request inside a call is dealt
/// with by the node that it comes to, so what that does to them is told to the node that keeps them.
/// </summary>
internal sealed class KeptCalls(ChannelLedgers channels, CallMedia media, CallBook book, ClusterLink link)
{
    /// <summary>A call is hung up. Under the lock of its shard.</summary>
    public void Ended(TransactionShard shard, SipMessage bye, in DialogToken token)
    {
        var callId = bye[bye.CallId];
        book.HungUp(shard, bye, token);
        Ended(shard, callId, token.PeerConnector, token.OwnConnector, token.Media, CallNumbers.Of(token.Call));
        link.ReportEnded(callId, token);
    }

    /// <summary>A call goes on for another session interval, in seconds; 0 for none. Under the lock of its shard.</summary>
    public void Refreshed(TransactionShard shard, ReadOnlySpan<byte> callId, in DialogToken token, uint interval)
    {
        channels.Refresh(shard, callId, token.PeerConnector, token.OwnConnector, interval);
        book.Refreshed(shard, callId, token, interval);
        link.ReportRefreshed(callId, token, interval);
    }

    /// <summary>Another node says that a call is hung up.</summary>
    public void Ended(TransactionLayer transactions, ReadOnlySpan<byte> callId, Guid side, Guid other, MediaLeg leg, ulong call)
    {
        var shard = transactions.ShardOf(callId);
        lock (shard.Lock) Ended(shard, callId, side, other, leg, call);
    }

    /// <summary>Another node says that a call goes on.</summary>
    public void Refreshed(TransactionLayer transactions, ReadOnlySpan<byte> callId, Guid side, Guid other, uint interval, ulong call)
    {
        var shard = transactions.ShardOf(callId);
        lock (shard.Lock)
        {
            channels.Refresh(shard, callId, side, other, interval);
            book.Extend(shard, call, interval);
        }
    }

    private void Ended(TransactionShard shard, ReadOnlySpan<byte> callId, Guid side, Guid other, MediaLeg leg, ulong call)
    {
        book.Close(shard, call, media.Count(leg));
        channels.End(shard, callId, side, other);
        media.Close(leg);
    }
}
