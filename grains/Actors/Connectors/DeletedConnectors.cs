using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Connectors;

/// <summary>Ends the grains of connectors that went without their doing, as they do when a backup takes the place of everything.</summary>
internal sealed class DeletedConnectors(ActiveConnectors active) : IRoutingTableListener
{
    public void Swapped(RoutingTable previous, RoutingTable current)
    {
        if (ReferenceEquals(previous.Connectors, current.Connectors)) return;
        foreach (var connector in previous.Connectors)
            if (current.FindConnector(connector.Id) is null) active.End(connector.Id);
    }
}
