using System.Collections.Immutable;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Contracts.Ranges;

/// <summary>The conflicts of a range are others than before, or others win them.</summary>
/// <param name="Site">The site.</param>
/// <param name="Time">When they were counted.</param>
/// <param name="Connector">The connector.</param>
/// <param name="Range">Its range.</param>
/// <param name="Counts">How many there are by now, of each kind that there is.</param>
[GenerateSerializer, Immutable, Alias("sc.ConflictsChanged")]
public sealed record ConflictsChanged(
    SiteId? Site,
    DateTimeOffset Time,
    [property: Id(0)] ConnectorId Connector,
    [property: Id(1)] RangeId Range,
    [property: Id(2)] ImmutableArray<ConflictCount> Counts) : ClusterEvent(Site, Time);
