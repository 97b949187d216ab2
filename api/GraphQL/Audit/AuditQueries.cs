using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Audit;

/// <summary>The field of Query that tells what was changed.</summary>
internal sealed class AuditQueries
{
    [Needs(Role.Admin), Cost(50), Description("Every change of what is configured, the latest first: of the sites that you may see, and of the cluster when you may see all.")]
    public static async Task<Connection<AuditEntryNode>> AuditLog(
        IResolveFieldContext context,
        [FromServices] IAuditLog log,
        [Id, Description("Only of this site.")] string? siteId = null,
        [Description("Only by this actor, such as \"key:NAME\".")] string? actor = null,
        [Description("Only of this kind of thing, such as \"Connector\".")] string? kind = null,
        [Description("Only of what has this id, as an entry has it in entityId; also of what is gone.")] string? entityId = null,
        [Description("Only from this time on.")] DateTimeOffset? since = null,
        [Description("Only before this time.")] DateTimeOffset? until = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        SiteId? site = siteId is null ? null : GlobalId.Site(siteId) ?? throw new BadArgument("'siteId' is not the id of a site.");
        (string Kind, string Id)? entity = entityId is null ? null : GlobalId.Entity(entityId) ?? throw new BadArgument("'entityId' is not the id of an entry.");
        var filter = new AuditFilter(site, actor, kind ?? entity?.Kind, entity?.Id, since, until);
        var page = await log.Read(context.Caller().Sites, filter, PageSize.Checked(first), SequenceCursor.Read(after), cancellation);
        return Connection.Of(page, static entry => new AuditEntryNode(entry), static entry => SequenceCursor.Key(entry.Number));
    }
}
