using System.Collections.Concurrent;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Connectors;

/// <summary>A connector whose grain is active on this node.</summary>
/// <param name="Context">Its activation, by which it can be moved or ended without a call, which would go to whoever the directory names.</param>
/// <param name="Epoch">The epoch of its life.</param>
internal sealed record ActiveConnector(IGrainContext Context, long Epoch);

/// <summary>The connectors whose grain is active on this node, so that the keeper asks only for the others.</summary>
internal sealed class ActiveConnectors
{
    private readonly ConcurrentDictionary<ConnectorId, ActiveConnector> _active = new();
    private long _changes;

    /// <summary>Grows with each change: who finds it as it was need not look again.</summary>
    public long Changes => Volatile.Read(ref _changes);

    public IEnumerable<KeyValuePair<ConnectorId, ActiveConnector>> All => _active;

    public void Add(ConnectorId connector, ActiveConnector activation)
    {
        _active[connector] = activation;
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Takes that activation out; another one, which came after it, stays.</summary>
    public void Remove(ConnectorId connector, IGrainContext context)
    {
        if (_active.TryGetValue(connector, out var known) && known.Context == context && _active.TryRemove(KeyValuePair.Create(connector, known)))
            Interlocked.Increment(ref _changes);
    }

    /// <summary>Another life of the connector's grain began elsewhere: one from before it ends, if it is here.</summary>
    public void EndBefore(ConnectorId connector, long epoch)
    {
        if (_active.TryGetValue(connector, out var known) && known.Epoch < epoch)
            known.Context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "It is active elsewhere."));
    }

    /// <summary>The connector is gone: its grain ends, if it is here.</summary>
    public void End(ConnectorId connector)
    {
        if (_active.TryGetValue(connector, out var known))
            known.Context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "There is no such connector any more."));
    }

    public bool Contains(ConnectorId connector) => _active.ContainsKey(connector);
}
