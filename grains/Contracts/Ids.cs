namespace SystemConnector.Contracts;

/// <summary>Names a site.</summary>
[GenerateSerializer, Immutable, Alias("sc.SiteId")]
public readonly record struct SiteId([property: Id(0)] Guid Value)
{
    /// <summary>A new id; later ids sort after earlier ones.</summary>
    public static SiteId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Names a connector.</summary>
[GenerateSerializer, Immutable, Alias("sc.ConnectorId")]
public readonly record struct ConnectorId([property: Id(0)] Guid Value)
{
    /// <summary>A new id; later ids sort after earlier ones.</summary>
    public static ConnectorId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Names a migration.</summary>
[GenerateSerializer, Immutable, Alias("sc.MigrationId")]
public readonly record struct MigrationId([property: Id(0)] Guid Value)
{
    /// <summary>A new id; later ids sort after earlier ones.</summary>
    public static MigrationId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Names an extension range of a connector.</summary>
[GenerateSerializer, Immutable, Alias("sc.RangeId")]
public readonly record struct RangeId([property: Id(0)] Guid Value)
{
    /// <summary>A new id; later ids sort after earlier ones.</summary>
    public static RangeId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
