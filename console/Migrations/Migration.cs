using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Migrations;

/// <summary>Where a migration, or a wave of it, stands.</summary>
public enum MigrationState
{
    /// <summary>Nothing of it is applied.</summary>
    Planned,

    /// <summary>It is applied and begins at its time.</summary>
    Scheduled,

    /// <summary>Some waves are in force.</summary>
    InWaves,

    /// <summary>It is in force.</summary>
    InForce,

    /// <summary>It ended at its time.</summary>
    Ended,

    /// <summary>It was undone.</summary>
    Undone,

    /// <summary>It was taken back before it began.</summary>
    Cancelled,
}

/// <summary>Who is to win a number.</summary>
public enum MigrationDecision
{
    /// <summary>As if nobody had decided.</summary>
    Default,

    /// <summary>The local number.</summary>
    Local,

    /// <summary>The connector.</summary>
    Remote,
}

/// <summary>A connector by name.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record ConnectorName(string Id, string Name);

/// <summary>A migration, as the API has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="SiteId">Its site.</param>
/// <param name="ConnectorId">The connector in whose ranges the numbers are.</param>
/// <param name="Connector">The same; null when it was deleted.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CreatedAt">When it was planned.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="NextWave">The first wave that is not applied; null when all are.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Waves">Its waves.</param>
public sealed record Migration(
    string Id, string Name, string SiteId, string ConnectorId, ConnectorName? Connector, MigrationState State, DateTimeOffset CreatedAt, string CreatedBy, int? NextWave,
    MigrationProgress Progress, IReadOnlyList<MigrationWave> Waves)
{
    /// <summary>The next time at which a wave begins or ends by itself; null when none does.</summary>
    public DateTimeOffset? NextMoment(DateTimeOffset now) => Waves
        .Where(static wave => wave.State is MigrationState.Scheduled or MigrationState.InForce)
        .SelectMany(static wave => new[] { wave.From, wave.Until })
        .Where(moment => moment > now).Min();
}

/// <summary>How far a migration is.</summary>
/// <param name="Numbers">All numbers.</param>
/// <param name="NumbersDone">Those of waves that have begun.</param>
/// <param name="Waves">All waves.</param>
/// <param name="WavesDone">Those that have begun.</param>
public sealed record MigrationProgress(int Numbers, int NumbersDone, int Waves, int WavesDone);

/// <summary>Numbers of a migration that are applied together.</summary>
/// <param name="Wave">1 for the first.</param>
/// <param name="Numbers">How many numbers it decides.</param>
/// <param name="State">Where it stands.</param>
/// <param name="From">When it begins; null for at once.</param>
/// <param name="Until">When it ends; null when it does not.</param>
/// <param name="AppliedAt">When it was applied; null when it never was.</param>
/// <param name="AppliedBy">By whom.</param>
/// <param name="Rerouted">How many numbers went elsewhere by it.</param>
/// <param name="UndoneAt">When it was undone or cancelled since.</param>
/// <param name="UndoneBy">By whom.</param>
public sealed record MigrationWave(
    int Wave, int Numbers, MigrationState State, DateTimeOffset? From, DateTimeOffset? Until, DateTimeOffset? AppliedAt, string? AppliedBy, int? Rerouted, DateTimeOffset? UndoneAt, string? UndoneBy);

/// <summary>What a plan would do.</summary>
/// <param name="Summary">In words.</param>
/// <param name="Stamp">Given to applyMigration, it applies what was seen or nothing.</param>
/// <param name="NumberCount">How many numbers it decides.</param>
/// <param name="Rerouted">How many go elsewhere.</param>
/// <param name="Faults">What keeps it from being made.</param>
/// <param name="Warnings">What to know about it.</param>
/// <param name="Numbers">A page of the numbers.</param>
public sealed record MigrationPreview(
    string Summary, string Stamp, int NumberCount, int Rerouted, IReadOnlyList<MigrationFault> Faults, IReadOnlyList<Warning> Warnings, Page<PreviewedNumber> Numbers);

/// <summary>What is wrong with a plan.</summary>
/// <param name="Line">The line of the CSV; null when it is about none.</param>
/// <param name="Error">The fault.</param>
public sealed record MigrationFault(int? Line, Refusal Error);

/// <summary>Where a number goes before and after.</summary>
/// <param name="Number">The number.</param>
/// <param name="Wave">The wave that decides it.</param>
/// <param name="Winner">Who is to win it.</param>
/// <param name="Rerouted">Whether it goes elsewhere.</param>
/// <param name="Before">Where it goes before.</param>
/// <param name="After">Where it goes once its wave has begun.</param>
public sealed record PreviewedNumber(string Number, int Wave, MigrationDecision Winner, bool Rerouted, RouteEnd Before, RouteEnd After);

/// <summary>Where a number goes.</summary>
/// <param name="Text">As people know it.</param>
/// <param name="Down">Whether the trunk is down, or its connector disabled.</param>
public sealed record RouteEnd(string Text, bool Down);
