using System.ComponentModel;
using GraphQL;
using GraphQL.DataLoader;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Calls;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Api.GraphQL.RemoteKits;
using SystemConnector.Api.GraphQL.Sites;
using SystemConnector.Api.GraphQL.Trunks;
using SystemConnector.Api.RemoteKits;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Connectors;

/// <summary>A connector as the API shows it; <paramref name="site"/> is given where it is at hand, <paramref name="sites"/> on a page of several sites.</summary>
[Name("Connector"), Implements(typeof(INode)), Description("A site's link to one remote system.")]
internal sealed class ConnectorNode(Connector connector, SiteNode? site = null, SitesOfPage? sites = null) : INode, ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => connector.Site;

    [Id, Description("The id.")]
    public string Id => GlobalId.Of(connector.Id);

    [Description("The site that it belongs to.")]
    public async Task<SiteNode?> Site([FromServices] IGrainFactory grains) =>
        site ?? (sites is not null ? await sites.Of(connector.Site) : await grains.GetGrain<ISiteGrain>(connector.Site.Value).Get() is { } found ? new SiteNode(found) : null);

    [Description("The name, unique in the site.")]
    public string Name => connector.Name;

    [Description("How the two systems recognise each other.")]
    public ConnectionType ConnectionType => connector.Type;

    [Description("Host name or address of the far side, with \":port\" where it is not 5060; with IP auth a list of addresses may follow from which calls come.")]
    public string IpAddress => connector.Address;

    [Description("The extension ranges that live at the far side.")]
    public IEnumerable<ExtensionRangeNode> ExtensionRanges => connector.Ranges.Select(range => new ExtensionRangeNode(range, connector.Site));

    [Description("The username, with password auth.")]
    public string? Username => connector.Username;

    [Description("The register string, with password auth; its password is shown as {password}.")]
    public string? RegisterString => connector.RegisterString;

    [Description("Whether we register with the far side, with password auth.")]
    public bool Register => connector.Register;

    [Description("Whether we send to where the far side is seen and correct addresses in its SDP.")]
    public bool NatTransformation => connector.NatTransformation;

    [Description("Whether it registers and carries calls.")]
    public bool Enabled => connector.Enabled;

    [Description("Whether calls from it may leave over other connectors.")]
    public bool AllowTransit => connector.AllowTransit;

    [Description("0 to 1000; lower is tried first.")]
    public int Priority => connector.Priority;

    [Description("The transport to the far side.")]
    public TrunkTransport Transport => connector.Transport;

    [Description("Seconds in which nothing may be heard from the far side before the next candidate is tried.")]
    public int NoAnswerTimeoutSeconds => connector.NoAnswerTimeoutSeconds;

    [Description("Who the far side sees as the caller.")]
    public CallerIdentity CallerIdentity => connector.CallerIdentity;

    [Description("Whether challenges to the far side offer MD5 alone.")]
    public bool Md5Only => connector.Md5Only;

    [Description("Whether P-Asserted-Identity and Privacy are sent to the far side and believed of it.")]
    public bool TrustIdentity => connector.TrustIdentity;

    [Description("The session interval that calls are offered with, in seconds; 0 for none.")]
    public int SessionExpiresSeconds => connector.SessionExpiresSeconds;

    [Description("Which certificate of the far side is believed, over TLS.")]
    public TlsPolicyNode Tls => new(connector.Tls);

    [Description("What it may take of the nodes.")]
    public TrunkLimitsNode Limits => new(connector.Limits);

    [Description("Until when the password before the one in force is taken as well; null when it is not.")]
    public DateTimeOffset? PreviousPasswordUntil([FromServices] TimeProvider time) =>
        connector.PreviousPasswordUntil is { } until && time.GetUtcNow() < until ? until : null;

    [Description("Grows with each change of the connector; give it as expectedVersion to change only what you have seen.")]
    public long Version => connector.Version;

    [Cost(ConflictCost.Count), Description("How many conflicts its extension ranges have, counted within a second of a change.")]
    public IDataLoaderResult<int> ConflictCount([FromServices] ConflictCountLoader counts) => counts.Load(connector.Id, all => all.Sum(count => count.Count));

    [Cost(ConflictCost.Count), Description("How many conflicts of each kind its extension ranges have, counted within a second of a change; kinds without any are left out.")]
    public IDataLoaderResult<IEnumerable<ConflictCountNode>> ConflictCounts([FromServices] ConflictCountLoader counts) => counts.Load(connector.Id, ConflictCountNode.Of);

    [Description("How many of its calls failed, each node counting since it started, by cause, the most frequent first; of the nodes that answer.")]
    public async Task<IEnumerable<CauseCountNode>> Failures([FromServices] ClusterCalls calls, IResolveFieldContext context) =>
        (await calls.Troubles(context)).SelectMany(static node => node.Failures).Where(failures => failures.Connector == connector.Id)
            .GroupBy(static failures => failures.Cause, static (cause, counts) => new CauseCount(cause, counts.Sum(static c => c.Count)))
            .OrderByDescending(static c => c.Count).ThenBy(static c => c.Cause).Select(static c => new CauseCountNode(c));

    [Description("Why its far end was not let in, the last time at any node; null when it was let in there since, or never failed.")]
    public async Task<FarEndFailureNode?> AuthenticationFailure([FromServices] ClusterCalls calls, IResolveFieldContext context) =>
        (await calls.Troubles(context)).SelectMany(static node => node.FarEnds).Where(failure => failure.Connector == connector.Id).MaxBy(static failure => failure.Time) is { } last
            ? new FarEndFailureNode(last)
            : null;

    /// <remarks>Asks every node, so it is costed as a long list.</remarks>
    [Cost(500), Description("Its calls whose media the nodes relay now, the latest first, and which side of them is not heard.")]
    public async Task<ClusterConnection<RelayedCallNode>> RelayedCalls(
        [FromServices] ClusterCalls calls,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        var page = await calls.RelayedCalls(connector.Id, PageSize.Checked(first), ClusterConnection.Place(after));
        return ClusterConnection.Of(page, relayed => new RelayedCallNode(relayed.Call), relayed => ClusterConnection.Key(relayed.Place));
    }

    /// <remarks>One call of the grain that owns them, which has them in memory or reads them once.</remarks>
    [Cost(20), Description("Where its far end registered with us, the latest to end first; empty when it did not, and with IP auth.")]
    public async Task<IEnumerable<FarEndRegistration>> FarEndRegistrations([FromServices] IGrainFactory grains) => connector is { Type: ConnectionType.Password, Username: { } user }
        ? (await grains.GetGrain<IAddressOfRecordGrain>(AddressOfRecordKey.Of(connector.Site, user)).Get())
            .OrderByDescending(static binding => binding.Expires).Select(static binding => new FarEndRegistration(binding))
        : [];

    [Description("The live state of its trunk as this node knows it; null until something was heard of it.")]
    public TrunkNode? Trunk([FromServices] ITrunkStates trunks) =>
        trunks.Find(connector.Id) is { } status ? new TrunkNode(status) : null;

    [Description("The node that drives its trunk, since when, and why that one; null until it was announced.")]
    public ConnectorHomeNode? Home([FromServices] IConnectorHomes homes) => homes.Of(connector.Id) is { } home ? new ConnectorHomeNode(home) : null;

    /// <remarks>Reads the site's local numbers, so it is costed as a long list.</remarks>
    [Cost(1_000), Description("What to type on the far end, in order, and how to see that it works.")]
    public async Task<RemoteKitNode> RemoteKit(
        [FromServices] KitFactsReader facts, [Description("What stands there.")] RemoteSystem system, CancellationToken cancellation)
    {
        var (known, notes) = await facts.Read(connector, cancellation);
        return new RemoteKitNode(system, Api.RemoteKits.RemoteKits.Of(system, known), notes);
    }
}
