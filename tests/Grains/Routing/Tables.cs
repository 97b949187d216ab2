using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Routing;

/// <summary>Makes parts of routing tables.</summary>
internal static class Tables
{
    public static readonly SiteId Site = SiteId.New();

    public static readonly DateTimeOffset Now = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);

    public static LocalRoute Local(string number, LocalNumberKind kind = LocalNumberKind.Extension, string? to = null) => new()
    {
        Site = Site,
        Number = Number.Parse(number),
        Kind = kind,
        Owner = $"Owner of {number}",
        SpeedDialTo = to is null ? default : Number.Parse(to),
    };

    public static ConnectorRoute Connector(
        string name, string min, string max, int priority = 100, bool enabled = true, bool transit = false, bool usable = true, int strip = 0, string prepend = "")
    {
        var range = new RangeSource(RangeId.New(), new NumberRange(Number.Parse(min), Number.Parse(max)), strip, prepend);
        return new ConnectorRoute(new TrunkView { Usable = usable }, range)
        {
            Id = ConnectorId.New(),
            Site = Site,
            Name = name,
            Priority = priority,
            Enabled = enabled,
            AllowTransit = transit,
            Username = $"user-{name}",
        };
    }

    public static DecisionRoute Decision(string number, Precedence precedence, ConnectorRoute connector) =>
        new(Number.Parse(number), precedence, connector.Id);

    public static SiteRoutes SiteOf(
        IEnumerable<LocalRoute>? locals = null, IEnumerable<ConnectorRoute>? connectors = null, IEnumerable<DecisionRoute>? decisions = null) =>
        TableOf(locals, connectors, decisions).FindSite(Site)!;

    public static RoutingTable TableOf(
        IEnumerable<LocalRoute>? locals = null, IEnumerable<ConnectorRoute>? connectors = null, IEnumerable<DecisionRoute>? decisions = null)
    {
        var delta = new SiteDelta { Whole = true, Settings = Settings("a.example") };
        foreach (var local in locals ?? []) delta.Numbers[local.Number] = local;
        foreach (var connector in connectors ?? []) delta.Connectors[connector.Id] = connector;
        foreach (var decision in decisions ?? []) delta.Decisions[decision.Number] = decision;
        return RoutingTable.Empty.With(1, new Dictionary<SiteId, SiteDelta> { [Site] = delta });
    }

    public static SiteSettings Settings(params ImmutableArray<string> domains) => new(Site, "A", domains, IsDefault: true);
}
