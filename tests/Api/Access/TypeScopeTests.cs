using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Api.GraphQL.Access;

namespace SystemConnector.Api.Tests.Access;

public sealed class TypeScopeTests(ApiHost api)
{
    private const string Value = "a value of what it is read from, which was checked";
    private const string Cluster = "the cluster's: everybody sees which nodes there are";

    /// <summary>Types that say no site of their own, and why nobody sees by them what is not theirs.</summary>
    private static readonly Dictionary<string, string> _unscoped = new()
    {
        ["ApiKey"] = "of several sites: its queries and mutations are told the caller's",
        ["AuthenticationFailure"] = Value,
        ["BackupSummary"] = Value,
        ["CallAttempt"] = Value,
        ["CallExplanation"] = Value,
        ["CallMedia"] = Value,
        ["CallMinute"] = "counted over the calls that the caller may see",
        ["CauseCount"] = Value,
        ["ClusterNode"] = Cluster,
        ["ClusterNodeSocket"] = Cluster,
        ["ClusterNodeTrunk"] = "filtered by the field that lists them",
        ["Conflict"] = Value,
        ["ConflictChange"] = Value,
        ["ConflictCount"] = Value,
        ["ConflictKindChange"] = Value,
        ["ConnectorHome"] = Value,
        ["DecisionRecord"] = "read from a site that was checked, and of that site only",
        ["Examination"] = Value,
        ["ExaminationCheck"] = Value,
        ["ExportPart"] = "its query is told the caller's sites",
        ["FarEndRegistration"] = Value,
        ["ImportCounts"] = Value,
        ["ImportFault"] = Value,
        ["ImportReport"] = Value,
        ["Ladder"] = Value,
        ["LadderMessage"] = Value,
        ["MediaFlow"] = Value,
        ["MigrationFault"] = Value,
        ["MigrationNumber"] = Value,
        ["MigrationPreview"] = Value,
        ["MigrationProgress"] = Value,
        ["MigrationWave"] = Value,
        ["NodeActivity"] = Cluster,
        ["NumberHandover"] = Value,
        ["NumberMove"] = Value,
        ["NumberRange"] = Value,
        ["NumberWinner"] = Value,
        ["OutgoingRequest"] = Value,
        ["PageInfo"] = Value,
        ["PreviewedNumber"] = Value,
        ["RelayedCall"] = Value,
        ["RelayedMedia"] = Value,
        ["RemoteKit"] = Value,
        ["RemoteKitStep"] = Value,
        ["RemoteKitVerification"] = Value,
        ["RouteCandidate"] = Value,
        ["RouteEnd"] = Value,
        ["RouteStep"] = Value,
        ["RouteTimedChange"] = Value,
        ["TlsPolicy"] = Value,
        ["Trunk"] = Value,
        ["TrunkCount"] = "counted over the trunks that the caller may see",
        ["TrunkLimits"] = Value,
        ["Viewer"] = "the caller itself",
        ["Warning"] = Value,
    };

    [Fact]
    public void Every_type_says_its_site_or_why_it_has_none()
    {
        var schema = api.Services.GetRequiredService<ISchema>();
        IObjectGraphType?[] roots = [schema.Query, schema.Mutation, schema.Subscription];
        var types = schema.AllTypes.OfType<IObjectGraphType>().Where(type => !roots.Contains(type) && !type.Name.StartsWith("__", StringComparison.Ordinal)).ToList();
        var faults = types.Where(type => !IsScoped(type) && !IsEnvelope(type) && !_unscoped.ContainsKey(type.Name))
            .Select(type => $"{type.Name}: implement ISiteScoped (SiteId? ISiteScoped.ScopeSite => …), or say in tests/Api/Access/TypeScopeTests.cs why it needs none.").ToList();
        faults.AddRange(_unscoped.Keys.Except(types.Where(type => !IsScoped(type)).Select(type => type.Name)).Select(name => $"{name}: take it off the list in TypeScopeTests.cs."));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static bool IsScoped(IObjectGraphType type) => SourceTypes.Of(type)?.IsAssignableTo(typeof(ISiteScoped)) == true;

    /// <summary>Payloads, errors and pages hold what is checked by itself, or words about the caller's own input.</summary>
    private static bool IsEnvelope(IObjectGraphType type) =>
        type.Name.EndsWith("Payload", StringComparison.Ordinal) || type.ResolvedInterfaces.Any(each => each.Name == "Error")
        || type.Name.EndsWith("Connection", StringComparison.Ordinal) || type.Name.EndsWith("Edge", StringComparison.Ordinal);
}
