using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.ApiKeys;

/// <summary>The fields of Query that are about API keys.</summary>
internal sealed class ApiKeyQueries
{
    [Needs(Role.Admin), Description("The keys that open no more than the sites that you may see, the latest first, revoked ones too.")]
    public static async Task<Connection<ApiKeyNode>> ApiKeys(
        IResolveFieldContext context,
        [FromServices] IApiKeys keys,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        ApiKeyId? last = Cursor.Read(after) is not { } key ? null
            : Guid.TryParseExact(key, "N", out var id) ? new ApiKeyId(id)
            : throw Cursor.Malformed();
        var page = await keys.List(context.Caller().Sites, PageSize.Checked(first), last, cancellation);
        return Connection.Of(page, static found => new ApiKeyNode(found), static found => found.Id.ToString());
    }
}
