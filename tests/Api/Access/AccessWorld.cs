using SystemConnector.Api.GraphQL;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests.Access;

/// <summary>Two sites: one with everything that there can be, and another whose keys must not see any of it.</summary>
public sealed class AccessWorld
{
    private static int _nodes = 1000;

    public AccessWorld(ApiHost api)
    {
        (Site, Other) = (AddSite(api.World), AddSite(api.World));
        Connector = AddConnector(api.World, Site);
        OtherConnector = AddConnector(api.World, Other);
        api.World.Numbers[Site] = [new LocalNumber(Site, Number.Parse("100"), LocalNumberKind.Extension, "", null, null, false)];
        api.World.Conflicts[Connector.Ranges[0].Id] = [QueryTests.ConflictAt(Connector.Ranges[0].Id, "150")];
        Key = api.Keys.Create(new ApiKeySpec(Unique(), Role.Viewer, SiteScope.Of([Site]), null)).Result.Value!.Key;
        Migration = new Migration(Contracts.MigrationId.New(), Site, Connector.Id, Unique(), DateTimeOffset.UnixEpoch, "node", 1, [new MigrationWave(1, 1, null, null)], "stamp");
        api.World.Migrations[Migration.Id] = Migration;
        Job = new Job(Contracts.Jobs.JobId.New(), JobKind.ImportLocalNumbers, Site, JobState.Running, new ImportCounts(10, 4), "node", DateTimeOffset.UnixEpoch, null, [], 0, false);
        api.World.Jobs[Job.Id] = Job;
        NodeNumber = (ushort)Interlocked.Increment(ref _nodes);
        api.Cluster.Add(NodeNumber, Unique(), NodeState.Active);
        NodeId = GlobalId.OfClusterNode(NodeNumber);
    }

    public SiteId Site { get; }

    public SiteId Other { get; }

    public Connector Connector { get; }

    public Connector OtherConnector { get; }

    public ApiKey Key { get; }

    public Migration Migration { get; }

    public Job Job { get; }

    public ushort NodeNumber { get; }

    public string SiteId => GlobalId.Of(Site);

    public string ConnectorId => GlobalId.Of(Connector.Id);

    public string RangeId => GlobalId.Of(Connector.Ranges[0].Id);

    public string ApiKeyId => GlobalId.Of(Key.Id);

    public string MigrationId => GlobalId.Of(Migration.Id);

    public string JobId => GlobalId.Of(Job.Id);

    public string NodeId { get; }

    public static string Unique() => $"a-{Guid.NewGuid():N}";

    private static SiteId AddSite(World world)
    {
        var id = Contracts.SiteId.New();
        world.Sites[id] = new Site(id, Unique(), [], false, 1);
        return id;
    }

    private static Connector AddConnector(World world, SiteId site)
    {
        var id = Contracts.ConnectorId.New();
        var range = new ExtensionRange(Contracts.RangeId.New(), id, new NumberRange(Number.Parse("150"), Number.Parse("200")), 0, "");
        return world.Connectors[id] = new Connector(
            id, site, Unique(), ConnectionType.Ip, "192.0.2.1", [range], null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
            false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
    }
}
