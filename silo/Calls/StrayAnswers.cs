using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Acknowledges 2xx to INVITEs of ours whose node is gone: the caller had the answer, or has it from another node, and its ACK may have been
/// lost with the node, so the callee must not take the call for lost (RFC 3261 §13.3.1.4). No BYE: the call goes on without that node.
/// </summary>
/// <remarks>Only of branches that a node of the cluster made, and so many a second: nobody can have us send much to anybody.</remarks>
internal sealed class StrayAnswers(SealedContact contacts, TimeProvider time)
{
    private const int MostPerSecond = 200;

    private readonly Lock _lock = new();
    private long _second;
    private int _count;

    /// <summary>Acknowledges an answer; called under the lock of its shard.</summary>
    public void Acknowledge(TransactionShard shard, SipMessage answer, in Flow flow)
    {
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        if (!ContactUri.TryFind(answer, out var contact) || !RouteSet.TryCollect(answer, routes, out var length, endsWithOurs: contacts.IsLastRecordRouteOurs(answer)) || !TryTake()) return;
        routes = routes[..length];
        var way = NextHop.Of(flow, routes, answer[contact], trustSeen: NatTransformation.IsNeeded(connector: null, answer, flow.Remote));
        LateAnswer.HangUp(shard, answer, contact, routes, way, trunk: null, withBye: false);
    }

    /// <summary>Seldom asked, so a lock for all is no bother.</summary>
    private bool TryTake()
    {
        lock (_lock)
        {
            var second = (long)time.GetElapsedTime(0).TotalSeconds;
            if (second != _second) (_second, _count) = (second, 0);
            return _count++ < MostPerSecond;
        }
    }
}
