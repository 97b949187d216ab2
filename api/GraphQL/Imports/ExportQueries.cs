using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Api.GraphQL.Imports;

/// <summary>The field of Query that exports lists. The whole of one is served under /export as well, see <see cref="Transport.ExportEndpoint"/>.</summary>
internal sealed class ExportQueries
{
    [Needs(Role.Operator), Cost(1_000), Description("A part of a list as it is imported, without any secret: up to a thousand items. The parts one behind the other are the whole; null when there is no such site. GET /export/{list} gives the whole at once.")]
    public static async Task<ExportPart?> Export(
        IResolveFieldContext context,
        [FromServices] IExports exports,
        [Description("Which list.")] ListKind list,
        [Description("How it is written.")] ListFormat format,
        [Id, Description("The site; left out for sites.")] string? siteId = null,
        [Description("The next of the former part.")] string? after = null,
        CancellationToken cancellation = default)
    {
        SiteId? site = siteId is null ? null : GlobalId.Site(siteId) ?? throw new BadArgument("'siteId' is not the id of a site.");
        return await exports.Read(list, context.Caller().Sites, site, format, Cursor.Read(after, IsKey), cancellation) is { } page ? new ExportPart(page) : null;

        bool IsKey(string key) => list is ListKind.Sites or ListKind.Connectors ? Guid.TryParseExact(key, "N", out _) : Number.TryParse(key, out _);
    }
}

[Description("A part of an exported list.")]
internal sealed class ExportPart(ExportPage page)
{
    [Description("The text.")]
    public string Text => page.Text;

    [Description("What to give as \"after\" for the part behind this one; null at the end.")]
    public string? Next => page.Next is { } next ? Cursor.Of(next) : null;
}
