using MudBlazor;
using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Migrations;

/// <summary>States and decisions as people say them.</summary>
internal static class MigrationWords
{
    public static string Text(MigrationState state) => state switch
    {
        MigrationState.Planned => "Planned",
        MigrationState.Scheduled => "Scheduled",
        MigrationState.InWaves => "Partly in force",
        MigrationState.InForce => "In force",
        MigrationState.Ended => "Ended",
        MigrationState.Undone => "Undone",
        _ => "Cancelled",
    };

    public static Color Color(MigrationState state) => state switch
    {
        MigrationState.InForce => MudBlazor.Color.Success,
        MigrationState.InWaves or MigrationState.Scheduled => MudBlazor.Color.Info,
        _ => MudBlazor.Color.Default,
    };

    public static string Icon(MigrationState state) => state switch
    {
        MigrationState.InForce => Icons.Material.Filled.CheckCircle,
        MigrationState.InWaves => Icons.Material.Filled.Waves,
        MigrationState.Scheduled => Icons.Material.Filled.Schedule,
        MigrationState.Planned => Icons.Material.Filled.EditNote,
        MigrationState.Undone => Icons.Material.Filled.Undo,
        _ => Icons.Material.Filled.Block,
    };

    /// <summary>To whom a number goes, beside the connector's name.</summary>
    public static string Text(MigrationDecision decision, string? connector) => decision switch
    {
        MigrationDecision.Remote => $"Remote: {connector ?? "the connector"}",
        MigrationDecision.Local => "Local: this site",
        _ => "As if nobody had decided",
    };

    /// <summary>When something begins and ends.</summary>
    public static string Span(DateTimeOffset? from, DateTimeOffset? until, ReaderClock clock) => (from, until) switch
    {
        (null, null) => "when it is applied",
        ({ } begin, null) => $"from {clock.Minute(begin)}",
        (null, { } end) => $"when it is applied, until {clock.Minute(end)}",
        ({ } begin, { } end) => $"{clock.Minute(begin)} to {clock.Minute(end)}",
    };
}
