using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Api.GraphQL.Sites;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Api.GraphQL.Jobs;

/// <summary>The fields of Query that are about jobs.</summary>
internal sealed class JobQueries
{
    private const string List = "j";

    [Description("A job by its id; null when there is none. Jobs are remembered for 30 days after their end.")]
    public static async Task<JobNode?> Job([FromServices] IJobs jobs, [Id, Description("The id of the job.")] string id, CancellationToken cancellation) =>
        GlobalId.Job(id) is { } job && await jobs.Find(job, cancellation) is { } found ? new JobNode(found) : null;

    [Description("The jobs, the latest first.")]
    public static async Task<Connection<JobNode>> Jobs(
        IResolveFieldContext context,
        [FromServices] IJobs jobs,
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        [Id, Description("Only those that are about this site.")] string? siteId = null,
        [Description("Only those in this state.")] JobState? state = null,
        CancellationToken cancellation = default)
    {
        SiteId? site = siteId is null ? null : GlobalId.Site(siteId) ?? throw new BadArgument("'siteId' is not the id of a site.");
        var filter = new JobFilter { Sites = site is { } one ? [one] : context.Caller().Sites.Limit, State = state };
        var slice = await jobs.List(filter, ListCursor.Window(List, first, after, descending: false), cancellation);
        var sites = new SitesOfPage(queries, slice.Items.Select(static job => job.Item.Site).OfType<SiteId>());
        return Connection.Of(slice, List, job => new JobNode(job, sites), token => jobs.Count(filter, token));
    }
}
