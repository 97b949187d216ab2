using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Routing;

/// <summary>The last state of each trunk in the order in which they changed, so that what changed since is found from the end.</summary>
internal sealed class TrunkJournal
{
    private readonly LinkedList<(long Sequence, TrunkStatus Status)> _order = new();
    private readonly Dictionary<ConnectorId, LinkedListNode<(long Sequence, TrunkStatus Status)>> _byConnector = [];

    /// <summary>The last change.</summary>
    public long Sequence { get; private set; }

    /// <summary>Takes a state over, unless it is of a home before the last one.</summary>
    public void Add(TrunkStatus status)
    {
        if (_byConnector.TryGetValue(status.Connector, out var former))
        {
            if (status.Epoch < former.Value.Status.Epoch || status == former.Value.Status) return;
            _order.Remove(former);
        }
        _byConnector[status.Connector] = _order.AddLast((++Sequence, status));
    }

    /// <summary>The states that changed after that, the oldest first.</summary>
    public ImmutableArray<TrunkStatus> After(long sequence)
    {
        var news = new List<TrunkStatus>();
        for (var node = _order.Last; node is not null && node.Value.Sequence > sequence; node = node.Previous) news.Add(node.Value.Status);
        news.Reverse();
        return [.. news];
    }
}
