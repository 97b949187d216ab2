using System.Collections.Concurrent;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Connectors;

/// <summary>The connectors whose grain is active on this node, so that the keeper asks only for the others.</summary>
internal sealed class ActiveConnectors
{
    private readonly ConcurrentDictionary<ConnectorId, byte> _active = new();

    public void Add(ConnectorId connector) => _active[connector] = 0;

    public void Remove(ConnectorId connector) => _active.TryRemove(connector, out _);

    public bool Contains(ConnectorId connector) => _active.ContainsKey(connector);
}
