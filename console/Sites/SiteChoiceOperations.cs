using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Sites;

/// <summary>Asks which sites can be chosen.</summary>
internal static class SiteChoiceOperations
{
    public static readonly Operation<Listed> All = new("""
        query ($filter: SiteFilterInput) { sites(first: 20, filter: $filter) { pageInfo { endCursor hasNextPage } nodes { id name } } }
        """);

    internal sealed record Listed(Page<Choice> Sites);
}
