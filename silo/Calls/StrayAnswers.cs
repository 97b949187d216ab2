using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Acknowledges 2xx to INVITEs of ours whose node is gone: the caller had the answer, or has it from another node, and its ACK may have been
/// lost with the node, so the callee must not take the call for lost (RFC 3261 §13.3.1.4). The call goes on without that node: no BYE, but
/// to an answer that comes so late that its caller cannot have had it.
/// </summary>
/// <remarks>Only of branches that a node of the cluster made, and so many a second: nobody can have us send much to anybody.</remarks>
internal sealed class StrayAnswers(SealedContact contacts, TransactionTimers timers, TimeProvider time)
{
    private const int MostPerSecond = 200, MostPerSecondOfOne = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<TransportAddress, int> _bySource = [];
    private readonly long _began = time.GetTimestamp();
    private long _second;
    private int _count;

    /// <summary>How long ago the former life of this node ended, at least.</summary>
    public TimeSpan Age => time.GetElapsedTime(_began);

    /// <summary>Acknowledges an answer; called under the lock of its shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="flow">How it came.</param>
    /// <param name="age">How long ago the life of a node ended that may have passed it to the caller; null when nobody knows.</param>
    public void Acknowledge(TransactionShard shard, SipMessage answer, in Flow flow, TimeSpan? age)
    {
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        if (!ContactUri.TryFind(answer, out var contact) || !RouteSet.TryCollect(answer, routes, out var length, endsWithOurs: contacts.IsLastRecordRouteOurs(answer))) return;
        if (!TryTake(flow.Remote.WithPort(0))) return;
        routes = routes[..length];
        var way = NextHop.Of(flow, routes, answer[contact], trustSeen: NatTransformation.IsNeeded(connector: null, answer, flow.Remote));
        // A callee repeats its answer for 64·T1 (RFC 3261 §13.3.1.4): what comes later than that after the end of that life is the first.
        LateAnswer.HangUp(shard, answer, contact, routes, way, trunk: null, withBye: age?.TotalMilliseconds > timers.TransactionTimeout + timers.T4);
    }

    /// <summary>Seldom asked, so a lock for all is no bother.</summary>
    private bool TryTake(TransportAddress source)
    {
        lock (_lock)
        {
            var second = (long)time.GetElapsedTime(0).TotalSeconds;
            if (second != _second)
            {
                (_second, _count) = (second, 0);
                _bySource.Clear();
            }
            var ofOne = _bySource.GetValueOrDefault(source);
            if (_count == MostPerSecond || ofOne == MostPerSecondOfOne) return false;
            _count++;
            _bySource[source] = ofOne + 1;
            return true;
        }
    }
}
