using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Activity;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Api.GraphQL.Trunks;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Nodes;

/// <summary>A node of the cluster as the API shows it. What it says of itself is asked for once, whichever fields want it.</summary>
[Name("ClusterNode"), Implements(typeof(INode)), Description("A node of the cluster, as the node that answers knows it.")]
internal sealed class ClusterMember(ClusterNode node) : INode
{
    private Task<NodeReport>? _report;

    [Id, Description("The id.")]
    public string Id => GlobalId.OfClusterNode(node.Number);

    [Description("The name, unique in the cluster.")]
    public string Name => node.Name;

    [Description("From 1; stands for the node in branches and tokens, the same in each of its lives.")]
    public int Number => node.Number;

    [Description("What it does.")]
    public NodeState State => node.State;

    [Description("The version of the software that it runs.")]
    public string Version => node.Version;

    [Description("Since when it runs, or ran last.")]
    public DateTimeOffset StartedAt => node.StartedAt;

    [Description("Its SIP sockets in the order of its configuration.")]
    public IEnumerable<ClusterNodeSocket> Sockets => node.Sockets.Select(socket => new ClusterNodeSocket(socket));

    [Cost(10), Description("Whether it is fenced: it does not know whether the others count on it, so it neither registers nor watches trunks; it may also be draining. Null when it does not answer.")]
    public async Task<bool?> Fenced([FromServices] NodeReports reports) => (await Report(reports)).IsFenced;

    [Cost(10), Description("Why new calls do not belong to it, in one sentence; null when they do, and when it does not answer.")]
    public async Task<string?> NotReady([FromServices] NodeReports reports) =>
        await Report(reports) is { Readiness: { } readiness and not NodeReadiness.Ready } ? NodeReadinessText.Of(readiness) : null;

    [Cost(10), Description("What it holds for calls now; null when it does not answer.")]
    public async Task<NodeActivityNode?> Load([FromServices] NodeReports reports) => (await Report(reports)).Activity is { } activity ? new NodeActivityNode(activity) : null;

    [Cost(10), Description("Why it does not answer, in one sentence; null when it does.")]
    public async Task<string?> Unreachable([FromServices] NodeReports reports) => (await Report(reports)).Unreachable;

    [Description("How many trunks it drives, by their states; of a node that is gone those that nobody has taken over yet.")]
    public IEnumerable<TrunkCount> TrunkCounts(IResolveFieldContext context, [FromServices] ITrunkStates trunks, [FromServices] ISiteDirectory directory) =>
        Visible(context, trunks, directory).CountBy(static trunk => trunk.State).OrderBy(static count => count.Key).Select(static count => new TrunkCount(count.Key, count.Value));

    [Description("The trunks that it drives, the oldest connector first.")]
    public Connection<ClusterNodeTrunk> Trunks(
        IResolveFieldContext context,
        [FromServices] ITrunkStates states,
        [FromServices] ISiteDirectory directory,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        var size = PageSize.Checked(first);
        var all = Visible(context, states, directory).OrderBy(static trunk => trunk.Connector.Value).ToList();
        var rest = Cursor.Read(after) is not { } key ? all
            : Guid.TryParseExact(key, "N", out var last) ? all.FindAll(trunk => trunk.Connector.Value.CompareTo(last) > 0)
            : throw Cursor.Malformed();
        var page = new Page<TrunkStatus>([.. rest.Take(size)], rest.Count > size, all.Count);
        return Connection.Of(page, static trunk => new ClusterNodeTrunk(trunk), static trunk => trunk.Connector.Value.ToString("N"));
    }

    private IEnumerable<TrunkStatus> Visible(IResolveFieldContext context, ITrunkStates trunks, ISiteDirectory directory)
    {
        var (all, sites) = (trunks.OfNode(node.Name), context.Caller().Sites);
        return sites.IsEverySite ? all : all.Where(trunk => sites.Holds(directory.SiteOf(trunk.Connector)));
    }

    private Task<NodeReport> Report(NodeReports reports) => _report ??= reports.Of(node);
}

/// <summary>A SIP socket as the API shows it.</summary>
[Description("A SIP socket of a node.")]
internal sealed class ClusterNodeSocket(NodeSocket socket)
{
    [Description("udp, tcp or tls.")]
    public string Protocol => socket.Protocol;

    [Description("The address and port to which it is bound.")]
    public string Local => socket.Local;

    [Description("The host that peers are told; null for the address that the socket has towards each.")]
    public string? AdvertisedHost => socket.AdvertisedHost.Length == 0 ? null : socket.AdvertisedHost;
}

/// <summary>A number of trunks as the API shows it.</summary>
[Description("How many trunks are in a state.")]
internal sealed class TrunkCount(TrunkState state, int count)
{
    [Description("The state.")]
    public TrunkState State => state;

    [Description("How many.")]
    public int Count => count;
}

/// <summary>A trunk on a node as the API shows it.</summary>
[Description("A trunk that a node drives.")]
internal sealed class ClusterNodeTrunk(TrunkStatus status)
{
    [Id, Description("The connector whose trunk it is.")]
    public string ConnectorId => GlobalId.Of(status.Connector);

    /// <remarks>One call of the connector's grain, which has it in memory.</remarks>
    [Cost(10), Description("The connector as it stands; null when it was deleted meanwhile.")]
    public async Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains) =>
        await grains.GetGrain<IConnectorGrain>(status.Connector.Value).Get() is { } connector ? new ConnectorNode(connector) : null;

    [Description("The trunk.")]
    public TrunkNode Trunk => new(status);
}
