using SystemConnector.Contracts.Events;

namespace SystemConnector.Contracts.Migrations;

/// <summary>A migration was planned, applied, undone or cancelled, as a whole or in part.</summary>
/// <param name="Site">The site.</param>
/// <param name="Time">When.</param>
/// <param name="Migration">The migration as it stands.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationMoved")]
public sealed record MigrationMoved(SiteId? Site, DateTimeOffset Time, [property: Id(0)] Migration Migration) : ClusterEvent(Site, Time);
