using System.Collections.Immutable;
using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.Authentication;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>The fields of Query that are about calls, those that go on and those that are over.</summary>
internal sealed class CallRecordQueries
{
    private const int ExportPage = 1000;

    /// <summary>All calls of the span are read to be counted.</summary>
    private static readonly TimeSpan _longestSpan = TimeSpan.FromHours(1);

    [Cost(100), Description("The calls of the whole cluster that are being set up or go on, the latest first, as the nodes know them that set them up.")]
    public static async Task<ClusterConnection<ActiveCallNode>> ActiveCalls(
        IResolveFieldContext context,
        [FromServices] ClusterCalls calls,
        [Id, Description("Only those of this site.")] string? siteId = null,
        [Id, Description("Only those that came or were answered over this connector.")] string? connectorId = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        var page = await calls.ActiveCalls(Site(siteId) ?? OnlySite(context.Caller()), Connector(connectorId), PageSize.Checked(first), ClusterConnection.Call(after));
        return ClusterConnection.Of(page, call => new ActiveCallNode(call), call => call.Key.ToString());
    }

    [Description("Calls that were answered or are over, the latest first. They are not counted, since there may be millions.")]
    public static async Task<CallRecordConnection> CallRecords(
        IResolveFieldContext context,
        [FromServices] ICallRecords records,
        [Id, Description("Only those of this site.")] string? siteId = null,
        [Id, Description("Only those that came or left over this connector.")] string? connectorId = null,
        [Description("Only those from or to exactly this number.")] string? number = null,
        [Description("Only those that began at this time or later.")] DateTimeOffset? from = null,
        [Description("Only those that began before this time.")] DateTimeOffset? to = null,
        [Description("Only those that came to this.")] CallOutcome? outcome = null,
        [Description("Only those with this cause.")] CallCause? cause = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        var filter = Filter(siteId, connectorId, number, from, to, outcome, cause);
        // An empty list takes all; whoever may see no site has one that is nobody's.
        if (siteId is null && context.Caller().Sites.Limit is { } sites) filter = filter with { Sites = sites.IsEmpty ? [default] : sites };
        var (page, hasMore) = await records.List(filter, PageSize.Checked(first), ClusterConnection.Call(after), cancellation);
        return new CallRecordConnection([.. page.Select(static call => new Edge<CallRecordNode>(Cursor.Of(call.Key.ToString()), new CallRecordNode(call)))], hasMore);
    }

    [Cost(500), Description("How many calls began in each minute of a span of up to an hour, the first minute first: those that were answered or are over. Minutes without calls are left out.")]
    public static async Task<IEnumerable<CallMinuteNode>> CallsPerMinute(
        IResolveFieldContext context,
        [FromServices] ICallRecords records,
        [Description("From this time on.")] DateTimeOffset from,
        [Description("Before this time.")] DateTimeOffset to,
        [Id, Description("Only those of this site.")] string? siteId = null,
        CancellationToken cancellation = default)
    {
        if (to - from > _longestSpan) throw new BadArgument("'from' and 'to' are more than an hour apart.");
        var seen = context.Caller().Sites;
        // An empty list takes all; whoever may see no site, or not this one, has one that is nobody's.
        ImmutableArray<SiteId> sites = Site(siteId) is { } site ? [seen.Holds(site) ? site : default] : seen.Limit is { } limit ? [default, .. limit] : [];
        return (await records.PerMinute(sites, from, to, cancellation)).Select(static minute => new CallMinuteNode(minute));
    }

    [Description("The call with this id, once it was answered or is over; null when there is none.")]
    public static async Task<CallRecordNode?> Call([FromServices] ICallRecords records, [Id, Description("The id.")] string id, CancellationToken cancellation) =>
        GlobalId.Call(id) is { } key && await records.Find(key, cancellation) is { } call ? new CallRecordNode(call) : null;

    [Needs(Role.Operator), Cost(500), Description("Call records of a site as text, a thousand at a time, the latest first: ask again with endCursor until hasNextPage is false, and put the chunks together.")]
    public static async Task<CallExportNode> ExportCallRecords(
        [FromServices] ICallRecords records,
        [Id, Description("The site.")] string siteId,
        [Description("In which form.")] CallExportFormat format,
        [Id, Description("Only those that came or left over this connector.")] string? connectorId = null,
        [Description("Only those that began at this time or later.")] DateTimeOffset? from = null,
        [Description("Only those that began before this time.")] DateTimeOffset? to = null,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        var filter = Filter(siteId, connectorId, null, from, to, null, null);
        var (page, hasMore) = await records.List(filter, ExportPage, ClusterConnection.Call(after), cancellation);
        var text = format == CallExportFormat.Csv ? CallExport.Csv(page, withHead: after is null) : CallExport.Json(page);
        return new CallExportNode(filter.Sites[0], text, page.Length, hasMore, page is [.., var last] ? Cursor.Of(last.Key.ToString()) : null);
    }

    private static CallRecordFilter Filter(
        string? siteId, string? connectorId, string? number, DateTimeOffset? from, DateTimeOffset? to, CallOutcome? outcome, CallCause? cause) =>
        new(Site(siteId) is { } site ? [site] : [], Connector(connectorId), number, from, to, outcome, cause);

    /// <summary>The site of whoever may see one; whoever may see some must say which, since the nodes count what they have by sites.</summary>
    private static SiteId? OnlySite(Caller caller) => caller.Sites.Limit switch
    {
        null => null,
        [var only] => only,
        _ => throw new BadArgument("'siteId' must be given: the key opens some sites and not all."),
    };

    private static SiteId? Site(string? id) => id is null ? null : GlobalId.Site(id) ?? throw new BadArgument("'siteId' is not the id of a site.");

    private static ConnectorId? Connector(string? id) => id is null ? null : GlobalId.Connector(id) ?? throw new BadArgument("'connectorId' is not the id of a connector.");
}

/// <summary>A page of call records.</summary>
[Name("CallRecordConnection"), Description("A page of call records.")]
internal sealed class CallRecordConnection(IReadOnlyList<Edge<CallRecordNode>> edges, bool hasNextPage)
{
    [Description("The items, each with its cursor.")]
    public IReadOnlyList<Edge<CallRecordNode>> Edges => edges;

    [Description("The items.")]
    public IEnumerable<CallRecordNode> Nodes => edges.Select(edge => edge.Node);

    [Description("Whether and from where the list goes on.")]
    public PageInfo PageInfo => new(hasNextPage, edges.Count == 0 ? null : edges[^1].Cursor);
}

/// <summary>A minute's calls as the API shows them.</summary>
[Name("CallMinute"), Description("How many calls began in a minute, of those that were answered or are over.")]
internal sealed class CallMinuteNode(CallMinute minute)
{
    [Description("When the minute began.")]
    public DateTimeOffset Begin => minute.Begin;

    [Description("How many.")]
    public int Calls => minute.Calls;

    [Description("How many of them were answered.")]
    public int Answered => minute.Answered;

    [Description("How many of them were refused or failed.")]
    public int Failed => minute.Failed;
}

/// <summary>A chunk of exported records.</summary>
[Name("CallExport"), Description("A chunk of exported call records.")]
internal sealed class CallExportNode(SiteId site, string text, int count, bool hasNextPage, string? endCursor) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => site;

    [Description("The records, each in a line that ends with a line feed; the names of the columns stand before those of the first chunk.")]
    public string Text => text;

    [Description("How many records the chunk has.")]
    public int Count => count;

    [Description("Whether more follow.")]
    public bool HasNextPage => hasNextPage;

    [Description("Given as \"after\", the next chunk follows; null when this one is empty.")]
    public string? EndCursor => endCursor;
}
