using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Names a connector in a series where <see cref="TelemetryOptions.PerConnector"/> wants it; otherwise all are one.</summary>
internal sealed class ConnectorTags(RoutingTableFeed routing, IOptions<TelemetryOptions> options)
{
    private readonly bool _isWanted = options.Value.PerConnector;

    /// <summary>The tags of a connector; compared by value. None for no connector.</summary>
    public ConnectorTag Of(ConnectorId connector) =>
        _isWanted && connector != default ? new ConnectorTag(connector, routing.Current.FindConnector(connector)?.Name ?? "") : default;
}

/// <summary>The tags of one connector's series, or none.</summary>
/// <param name="Id">Which connector.</param>
/// <param name="Name">Its name; empty once it is deleted.</param>
internal readonly record struct ConnectorTag(ConnectorId Id, string Name) : IEnumerable<KeyValuePair<string, object?>>
{
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        if (Id == default) yield break;
        yield return new("connector.id", Id.Value.ToString());
        yield return new("connector.name", Name);
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
