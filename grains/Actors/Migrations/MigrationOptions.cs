namespace SystemConnector.Grains.Migrations;

/// <summary>Bounds of migrations. Section "Migrations".</summary>
public sealed class MigrationOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Migrations";

    /// <summary>How many numbers one migration decides at most: 1 to 100,000. Default: 10,000, which one transaction writes within a second or two.</summary>
    public int MaxNumbers { get; set; } = 10_000;

    /// <summary>For how long a migration can be undone, and covered decisions are kept for that: an hour to ten years. Default: 30 days.</summary>
    public TimeSpan UndoWindow { get; set; } = TimeSpan.FromDays(30);
}
