using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Tests.Admission;

/// <summary>Connectors as calls see them, without a table.</summary>
internal static class Routes
{
    public static ConnectorRoute Connector(string name, TrunkLimits limits) =>
        new(new TrunkView(), new RangeSource(RangeId.New(), new NumberRange(Number.Parse("100"), Number.Parse("199")), 0, ""))
        {
            Id = ConnectorId.New(),
            Site = SiteId.New(),
            Name = name,
            Limits = limits,
        };
}
