using System.Collections.Concurrent;
using SystemConnector.Contracts;
using SystemConnector.Grains.Connectors;

namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>Writes down what grains ask of a trunk driver.</summary>
internal sealed class RecordingDriver : ITrunkDriver
{
    public ConcurrentDictionary<ConnectorId, TrunkConfiguration> Driven { get; } = new();

    /// <summary>The trunks that were released last, and whether they were to be unregistered.</summary>
    public ConcurrentDictionary<ConnectorId, bool> Released { get; } = new();

    public void Drive(TrunkConfiguration configuration) => Driven[configuration.Connector] = configuration;

    public Task<bool> Release(ConnectorId connector, bool unregister)
    {
        Released[connector] = unregister;
        Driven.TryRemove(connector, out _);
        return Task.FromResult(true);
    }
}
