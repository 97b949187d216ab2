using GraphQL.Types;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Activity;
using SystemConnector.Api.GraphQL.ApiKeys;
using SystemConnector.Api.GraphQL.Audit;
using SystemConnector.Api.GraphQL.Backups;
using SystemConnector.Api.GraphQL.Calls;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Api.GraphQL.Examinations;
using SystemConnector.Api.GraphQL.Imports;
using SystemConnector.Api.GraphQL.Jobs;
using SystemConnector.Api.GraphQL.Lists;
using SystemConnector.Api.GraphQL.Migrations;
using SystemConnector.Api.GraphQL.Nodes;
using SystemConnector.Api.GraphQL.Numbers;
using SystemConnector.Api.GraphQL.Previews;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Api.GraphQL.RemoteKits;
using SystemConnector.Api.GraphQL.Routing;
using SystemConnector.Api.GraphQL.Sites;
using SystemConnector.Api.GraphQL.Trunks;
using SystemConnector.Api.RemoteKits;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Backups;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL;

/// <summary>The schema: the one list of what each feature adds to it.</summary>
internal sealed class ApiSchema : Schema
{
    public ApiSchema(IServiceProvider services) : base(services)
    {
        Description = "System Connector links phone systems so that people dial one another by extension.";

        Query = new RootType("Query", "What can be read.")
            .With<NodeQueries>()
            .With<ViewerQueries>()
            .With<SiteQueries>()
            .With<ConnectorQueries>()
            .With<RouteQueries>()
            .With<MigrationQueryFields>()
            .With<PreviewQueries>()
            .With<CallQueries>()
            .With<CallRecordQueries>()
            .With<ActivityQueries>()
            .With<ClusterQueries>()
            .With<ApiKeyQueries>()
            .With<AuditQueries>()
            .With<JobQueries>()
            .With<ExportQueries>()
            .With<EventQueries>();

        Mutation = new RootType("Mutation", "What can be changed. A refusal is an answer, with every fault in the payload's errors.")
            .With<SiteMutations>()
            .With<LocalNumberMutations>()
            .With<ConnectorMutations>()
            .With<ExaminationMutations>()
            .With<PrecedenceMutations>()
            .With<MigrationMutations>()
            .With<CallerMutations>()
            .With<ClusterMutations>()
            .With<ApiKeyMutations>()
            .With<JobMutations>()
            .With<ImportMutations>()
            .With<BackupMutations>();

        Subscription = new RootType("Subscription", "What is told as it happens, over graphql-transport-ws.")
            .With<EventSubscriptions>()
            .With<TrunkSubscriptions>()
            .With<RoutingSubscriptions>()
            .With<ConflictSubscriptions>()
            .With<MigrationSubscriptions>()
            .With<CallSubscriptions>()
            .With<JobSubscriptions>()
            .With<NodeSubscriptions>();

        // The contracts' enums have names and descriptions of their own here, so that a change there is no change of the API.
        RegisterTypeMapping(typeof(AuditAction), typeof(AuditActionType));
        RegisterTypeMapping(typeof(CallCause), typeof(CallCauseType));
        RegisterTypeMapping(typeof(CallEnd), typeof(CallEndType));
        RegisterTypeMapping(typeof(CallExportFormat), typeof(CallExportFormatType));
        RegisterTypeMapping(typeof(CallOutcome), typeof(CallOutcomeType));
        RegisterTypeMapping(typeof(CallStep), typeof(CallStepType));
        RegisterTypeMapping(typeof(CallerIdentity), typeof(CallerIdentityType));
        RegisterTypeMapping(typeof(CheckKind), typeof(CheckKindType));
        RegisterTypeMapping(typeof(CheckOutcome), typeof(CheckOutcomeType));
        RegisterTypeMapping(typeof(ConflictKind), typeof(ConflictKindType));
        RegisterTypeMapping(typeof(ConnectionType), typeof(ConnectionTypeType));
        RegisterTypeMapping(typeof(IdentifiedBy), typeof(IdentifiedByType));
        RegisterTypeMapping(typeof(KitPlace), typeof(KitPlaceType));
        RegisterTypeMapping(typeof(LocalNumberKind), typeof(LocalNumberKindType));
        RegisterTypeMapping(typeof(MigrationDecision), typeof(MigrationDecisionType));
        RegisterTypeMapping(typeof(MigrationState), typeof(MigrationStateType));
        RegisterTypeMapping(typeof(NodeState), typeof(NodeStateType));
        RegisterTypeMapping(typeof(Precedence), typeof(PrecedenceType));
        RegisterTypeMapping(typeof(Rejection), typeof(RouteRejectionType));
        RegisterTypeMapping(typeof(RemoteSystem), typeof(RemoteSystemType));
        RegisterTypeMapping(typeof(Role), typeof(RoleType));
        RegisterTypeMapping(typeof(RouteOutcome), typeof(RouteOutcomeType));
        RegisterTypeMapping(typeof(RouteStepKind), typeof(RouteStepKindType));
        RegisterTypeMapping(typeof(RoutingChangeKind), typeof(RoutingChangeKindType));
        RegisterTypeMapping(typeof(EventTopic), typeof(EventTopicType));
        RegisterTypeMapping(typeof(TrunkState), typeof(TrunkStateType));
        RegisterTypeMapping(typeof(TrunkTransport), typeof(TrunkTransportType));
        RegisterTypeMapping(typeof(UnmatchedReason), typeof(UnmatchedReasonType));
        RegisterTypeMapping(typeof(WarningCode), typeof(WarningCodeType));
        RegisterTypeMapping(typeof(WaveState), typeof(WaveStateType));
        RegisterTypeMapping(typeof(WinnerKind), typeof(WinnerKindType));
        RegisterTypeMapping(typeof(ConnectorOrder), typeof(ConnectorOrderType));
        RegisterTypeMapping(typeof(FaultCode), typeof(FaultCodeType));
        RegisterTypeMapping(typeof(ImportMode), typeof(ImportModeType));
        RegisterTypeMapping(typeof(JobKind), typeof(JobKindType));
        RegisterTypeMapping(typeof(JobState), typeof(JobStateType));
        RegisterTypeMapping(typeof(ListFormat), typeof(ListFormatType));
        RegisterTypeMapping(typeof(ListKind), typeof(ListKindType));
        RegisterTypeMapping(typeof(LocalNumberOrder), typeof(LocalNumberOrderType));
        RegisterTypeMapping(typeof(OrderDirection), typeof(OrderDirectionType));
        RegisterTypeMapping(typeof(RestoreMode), typeof(RestoreModeType));
        RegisterTypeMapping(typeof(SiteOrder), typeof(SiteOrderType));

        // It stands where the built-in one of its name stood.
        RegisterType(new TextType());
        RegisterTypeMapping(typeof(DateTimeOffset), typeof(DateTimeType));
        RegisterTypeMapping(typeof(long), typeof(LongType));
    }
}
