using GraphQL.Types;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Migrations;

/// <summary>What a migration decides for a number: the contract's precedence, where null stands for the default.</summary>
internal enum MigrationDecision
{
    Local,
    Remote,
    Default,
}

internal static class MigrationDecisions
{
    public static Precedence? ToPrecedence(this MigrationDecision decision) => decision switch
    {
        MigrationDecision.Local => Precedence.Local,
        MigrationDecision.Remote => Precedence.Remote,
        _ => null,
    };

    public static MigrationDecision ToDecision(this Precedence? precedence) => precedence switch
    {
        Precedence.Local => MigrationDecision.Local,
        Precedence.Remote => MigrationDecision.Remote,
        _ => MigrationDecision.Default,
    };
}

internal sealed class MigrationDecisionType : EnumerationGraphType
{
    public MigrationDecisionType()
    {
        Name = "MigrationDecision";
        Description = "Who is to win a number.";
        Add("LOCAL", MigrationDecision.Local, "The local number.");
        Add("REMOTE", MigrationDecision.Remote, "The migration's connector.");
        Add("DEFAULT", MigrationDecision.Default, "The default, as if nobody had decided.");
    }
}

internal sealed class MigrationStateType : EnumerationGraphType
{
    public MigrationStateType()
    {
        Name = "MigrationState";
        Description = "Where a migration stands.";
        Add("PLANNED", MigrationState.Planned, "Nothing of it is applied.");
        Add("SCHEDULED", MigrationState.Scheduled, "It is applied and begins at its time.");
        Add("IN_WAVES", MigrationState.InWaves, "Some waves are in force, others not yet or not any more.");
        Add("IN_FORCE", MigrationState.InForce, "All of it is in force.");
        Add("ENDED", MigrationState.Ended, "It ended at its time.");
        Add("UNDONE", MigrationState.Undone, "It was undone.");
        Add("CANCELLED", MigrationState.Cancelled, "It was taken back before it began.");
    }
}

internal sealed class WaveStateType : EnumerationGraphType
{
    public WaveStateType()
    {
        Name = "MigrationWaveState";
        Description = "Where a wave of a migration stands.";
        Add("PLANNED", WaveState.Planned, "It is not applied.");
        Add("SCHEDULED", WaveState.Scheduled, "It is applied and begins at its time.");
        Add("IN_FORCE", WaveState.InForce, "Its decisions are in force.");
        Add("ENDED", WaveState.Ended, "It ended at its time.");
        Add("UNDONE", WaveState.Undone, "It was undone: what was before it counts again.");
        Add("CANCELLED", WaveState.Cancelled, "It was taken back before it began.");
    }
}
