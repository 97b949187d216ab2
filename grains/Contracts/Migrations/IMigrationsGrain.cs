namespace SystemConnector.Contracts.Migrations;

/// <summary>Plans, applies and undoes the migrations of one site. Key: <see cref="SiteId"/>.</summary>
[Alias("sc.IMigrationsGrain")]
public interface IMigrationsGrain : IGrainWithGuidKey
{
    /// <summary>What a plan would do; refused only when its connector is not one of the site.</summary>
    [Alias("Preview")] Task<Outcome<MigrationPreview>> Preview(MigrationSpec spec);

    /// <summary>What a migration would do now: its waves that are not applied yet.</summary>
    [Alias("PreviewAgain")] Task<Outcome<MigrationPreview>> PreviewAgain(MigrationId id);

    /// <summary>Keeps a plan. Nothing is decided by that.</summary>
    [Alias("Create")] Task<Outcome<Migration>> Create(MigrationId id, MigrationSpec spec);

    /// <summary>Makes the decisions of a wave or of all waves, in one transaction. What is applied already stays as it is.</summary>
    [Alias("Apply")] Task<Outcome<MigrationChanged>> Apply(MigrationId id, MigrationApplication application);

    /// <summary>Takes the decisions of a wave or of all waves (null) away, so that what was before them counts again.</summary>
    [Alias("Undo")] Task<Outcome<MigrationChanged>> Undo(MigrationId id, int? wave);

    /// <summary>Takes away the decisions of those waves that have not begun; those in force stay.</summary>
    [Alias("Cancel")] Task<Outcome<MigrationChanged>> Cancel(MigrationId id);
}
