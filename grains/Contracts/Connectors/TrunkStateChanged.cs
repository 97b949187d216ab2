using SystemConnector.Contracts.Events;

namespace SystemConnector.Contracts.Connectors;

/// <summary>A trunk's state changed.</summary>
/// <param name="Site">The connector's site.</param>
/// <param name="Time">When.</param>
/// <param name="Trunk">The state now, without what only nodes need of it.</param>
[GenerateSerializer, Immutable, Alias("sc.TrunkStateChanged")]
public sealed record TrunkStateChanged(SiteId? Site, DateTimeOffset Time, [property: Id(0)] TrunkStatus Trunk) : ClusterEvent(Site, Time)
{
    /// <summary>The event of a change, null when people see none: a registration was refreshed, or the far side's addresses are others.</summary>
    public static TrunkStateChanged? Between(SiteId site, TrunkStatus? before, TrunkStatus now, DateTimeOffset time) =>
        before is not null && Shown(before) == Shown(now) ? null : new(site, time, now with { Contact = "", Addresses = [], ServiceRoute = "" });

    private static (TrunkState, bool, string, DateTimeOffset, DateTimeOffset?, string) Shown(TrunkStatus status) =>
        (status.State, status.Usable, status.Cause, status.Since, status.NextTry, status.Node);
}
