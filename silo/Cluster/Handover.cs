using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Cluster;

/// <summary>
/// Gives new requests to other nodes while this one drains. The other node handles them as its own and answers through the socket to which
/// they came; which one it is goes by Call-ID, so that what belongs to a request follows it: its retransmissions, its CANCEL, its ACK.
/// </summary>
internal sealed class Handover(ClusterLink link, TimeProvider time)
{
    // As long as a call rings.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(3);

    private volatile bool _isOn;
    private long _endedAt = long.MinValue;

    /// <summary>True to give new requests away.</summary>
    public bool IsOn
    {
        get => _isOn;
        set
        {
            if (_isOn && !value) Volatile.Write(ref _endedAt, time.GetTimestamp());
            _isOn = value;
        }
    }

    /// <summary>True while what belongs to a request that was given away may still come, also after a drain that was taken back.</summary>
    public bool IsFollowed => _isOn || (Volatile.Read(ref _endedAt) is not long.MinValue and var at && time.GetElapsedTime(at) < Aftermath);

    /// <summary>
    /// True for requests that begin something, and so belong to another node while this one drains. What another node gave to this one stays
    /// here, or two that drain would give it to one another for ever.
    /// </summary>
    public bool IsAsked(SipMethod method, in Flow flow) =>
        _isOn && (method is SipMethod.Invite or SipMethod.Message or SipMethod.Register) && flow.Transport is not RemoteSocket;

    /// <summary>Gives a message to the node that its Call-ID chooses. False when there is no node that takes any, or nothing was given away.</summary>
    public bool TryPass(SipMessage request, in Flow flow)
    {
        if (!IsFollowed || flow.Transport is RemoteSocket) return false;
        var call = TransactionLayer.HashOf(request[request.CallId]);
        // The highest of one number for each node: when one goes, only its calls move (rendezvous hashing).
        LinkPeer? chosen = null;
        ulong highest = 0;
        foreach (var peer in link.Takers)
        {
            var high = Math.BigMul(call ^ peer.Node.Number, 0x9E3779B97F4A7C15, out var low);
            if (chosen is not null && (high ^ low) <= highest) continue;
            (chosen, highest) = (peer, high ^ low);
        }
        if (chosen is null) return false;
        link.Deliver(chosen, request, flow);
        return true;
    }
}
