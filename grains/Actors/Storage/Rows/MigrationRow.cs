using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A migration.</summary>
internal sealed class MigrationRow : IAudited
{
    [Unaudited]
    public Guid Id { get; set; }

    [Unaudited]
    public Guid SiteId { get; set; }

    public Guid ConnectorId { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    [UnixTime]
    public long CreatedAt { get; set; }

    public string CreatedBy { get; set; } = "";

    public int Numbers { get; set; }

    [Unaudited]
    public string Stamp { get; set; } = "";

    public List<MigrationWaveRow> Waves { get; set; } = [];

    AuditSubject IAudited.Subject => new("Migration", SiteId, Id.ToString("N"), Name);
}

/// <summary>A wave of a migration. Times are Unix milliseconds.</summary>
internal sealed class MigrationWaveRow
{
    public Guid MigrationId { get; set; }

    /// <summary>1 for the first.</summary>
    public int Wave { get; set; }

    public int Numbers { get; set; }

    [UnixTime]
    public long? ValidFrom { get; set; }

    [UnixTime]
    public long? ValidUntil { get; set; }

    /// <summary>The layer on which its decisions were laid the last time; 0 when they never were.</summary>
    [Unaudited]
    public long Layer { get; set; }

    [UnixTime]
    public long? AppliedAt { get; set; }

    public string? AppliedBy { get; set; }

    public int? Rerouted { get; set; }

    [UnixTime]
    public long? UndoneAt { get; set; }

    public string? UndoneBy { get; set; }
}

/// <summary>A number of a migration, written once and by thousands.</summary>
internal sealed class MigrationNumberRow
{
    public Guid MigrationId { get; set; }

    /// <summary>Its place among them, by number.</summary>
    public int Position { get; set; }

    public string Number { get; set; } = "";

    /// <summary>As in <see cref="DecisionRow.Precedence"/>.</summary>
    public int Precedence { get; set; }

    public int Wave { get; set; }
}
