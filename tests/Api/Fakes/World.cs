using System.Collections.Concurrent;
using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>What the fake grains and queries share: the things that exist, and what a test told them to do.</summary>
public sealed class World
{
    /// <summary>A name or number on which the fakes throw an exception with a secret in it.</summary>
    public const string Boom = "boom";

    /// <summary>A name on which the fakes find no database.</summary>
    public const string NoDatabase = "no-database";

    /// <summary>What an exception of the fakes holds and nobody outside may see.</summary>
    public const string Secret = "Password=hunter2";

    public ConcurrentDictionary<SiteId, Site> Sites { get; } = new();

    public ConcurrentDictionary<ConnectorId, Connector> Connectors { get; } = new();

    public ConcurrentDictionary<SiteId, ImmutableArray<LocalNumber>> Numbers { get; } = new();

    public ConcurrentDictionary<RangeId, ImmutableArray<Conflict>> Conflicts { get; } = new();

    public ConcurrentDictionary<MigrationId, Migration> Migrations { get; } = new();

    /// <summary>The plan that was given last.</summary>
    public MigrationSpec? LastMigration { get; set; }

    /// <summary>Of how many connectors each read of conflict counts was.</summary>
    public ConcurrentBag<int> CountReads { get; } = [];

    /// <summary>What lists of connectors were asked for.</summary>
    public ConcurrentBag<(ConnectorFilter Filter, ConnectorOrder Order, Window Window)> ConnectorLists { get; } = [];

    /// <summary>What was imported, and by whom; empty for a dry run.</summary>
    public ConcurrentBag<(ImportRequest Request, string StartedBy)> Imports { get; } = [];

    /// <summary>What happens at a site before its list is read on.</summary>
    public ConcurrentDictionary<SiteId, Action> WhileExporting { get; } = new();

    /// <summary>What an import into a site comes to.</summary>
    public ConcurrentDictionary<SiteId, ImportReport> ImportReports { get; } = new();

    public ConcurrentDictionary<JobId, Job> Jobs { get; } = new();

    public ConcurrentDictionary<ConnectorId, ConnectorSpec> LastSpecs { get; } = new();

    public ConcurrentBag<FailedCall> FailedCalls { get; } = [];

    public ConcurrentDictionary<string, UnmatchedCaller> UnmatchedCallers { get; } = new();

    public ConcurrentBag<FailedCall> FailedElsewhere { get; } = [];

    public ConcurrentDictionary<string, UnmatchedCaller> UnmatchedElsewhere { get; } = new();

    public ConcurrentBag<ActiveCallInfo> ActiveCalls { get; } = [];

    public ConcurrentBag<ActiveCallInfo> ActiveElsewhere { get; } = [];

    public ConcurrentDictionary<CallKey, CallRecord> CallRecords { get; } = new();

    public ConcurrentDictionary<string, ImmutableArray<Binding>> Bindings { get; } = new();

    public ConcurrentBag<LadderMessage> Messages { get; } = [];

    public ConcurrentBag<MediaReport> RelayedCalls { get; } = [];

    public ConcurrentDictionary<ConnectorId, FarEndFailure> FarEndFailures { get; } = new();

    public ConcurrentDictionary<ConnectorId, int> Channels { get; } = new();

    /// <summary>Refuses the next change of whatever has this name, number or key with these faults.</summary>
    public ConcurrentDictionary<string, ImmutableArray<Fault>> Refusals { get; } = new();

    /// <summary>Warns of the next change of whatever has this name.</summary>
    public ConcurrentDictionary<string, ImmutableArray<Warning>> Warnings { get; } = new();

    public static Exception Explosion(string name) => name switch
    {
        NoDatabase => new StorageUnavailableException(Secret, new InvalidOperationException(Secret)),
        _ => new InvalidOperationException(Secret),
    };

    public Outcome<T>? Refused<T>(string key) where T : class
    {
        if (key is Boom or NoDatabase) throw Explosion(key);
        return Refusals.TryRemove(key, out var faults) ? Outcome.Refused<T>(faults) : null;
    }

    public Outcome<T> Accepted<T>(string key, T value) where T : class =>
        Outcome.Of(value, Warnings.TryRemove(key, out var warnings) ? warnings : []);

    public static RouteExplanation Explain(string dialled, ConnectorId? arrivedOver)
    {
        if (dialled == Boom) throw Explosion(dialled);
        return new RouteExplanation(
            RouteOutcome.TrunkDown,
            $"{dialled} has no usable trunk.",
            [new RouteStep(RouteStepKind.LocalNumber, false, "No local number.")],
            [new RouteCandidate(arrivedOver ?? new ConnectorId(Guid.Empty), "B", dialled, arrivedOver is null ? Rejection.None : Rejection.CameFromThere, "Text")],
            503,
            7);
    }
}
