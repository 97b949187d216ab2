using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Imports;
using SystemConnector.Api.GraphQL.Sites;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Api.GraphQL.Jobs;

/// <summary>A job as the API shows it; <paramref name="sites"/> is given on a page.</summary>
[Name("Job"), Implements(typeof(INode)), Description("Long work that goes on whatever node dies.")]
internal sealed class JobNode(Job job, SitesOfPage? sites = null) : INode, ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => job.Site;

    [Id, Description("The id.")]
    public string Id => GlobalId.Of(job.Id);

    [Description("What it does.")]
    public JobKind Kind => job.Kind;

    [Description("The site that it is about; null when it is about the cluster, or the site is gone.")]
    public async Task<SiteNode?> Site([FromServices] IConfigurationQueries queries) =>
        job.Site is { } site ? await (sites ?? new SitesOfPage(queries, [site])).Of(site) : null;

    [Description("How far it is.")]
    public JobState State => job.State;

    [Description("Of how many things how many are done, and what became of them.")]
    public ImportCountsNode Progress => new(job.Progress);

    [Description("Who started it.")]
    public string StartedBy => job.StartedBy;

    [Description("When it was asked for.")]
    public DateTimeOffset CreatedAt => job.CreatedAt;

    [Description("When it ended; null while it has not.")]
    public DateTimeOffset? FinishedAt => job.FinishedAt;

    [Description("Whether it was cancelled: it ends at its next step, or ended.")]
    public bool CancelRequested => job.CancelRequested;

    [Description("How many faults there are.")]
    public int FaultCount => job.FaultCount;

    [Description("The first faults, at most 200, in the order of their lines.")]
    public IEnumerable<ImportFaultNode> Faults => job.Faults.Select(static fault => new ImportFaultNode(fault));
}
