using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Sites;

/// <summary>What the pages about sites ask the API.</summary>
internal static class SiteOperations
{
    public static readonly Operation<Listed> List = new("""
        query ($after: String, $filter: SiteFilterInput) {
          sites(first: 50, after: $after, filter: $filter) {
            totalCount
            pageInfo { endCursor hasNextPage }
            nodes { id name version isDefault domains localRanges { min max } connectors(first: 1) { totalCount } localNumbers(first: 1) { totalCount } migrations(first: 1) { totalCount } }
          }
        }
        """);

    public static readonly Operation<Found> Find = new("""
        query ($id: ID!) {
          site(id: $id) { id name version isDefault domains localRanges { min max } connectors(first: 1) { totalCount } localNumbers(first: 1) { totalCount } migrations(first: 1) { totalCount } }
        }
        """);

    public static readonly Operation<Chosen> Choose = new("""
        query ($name: String) { sites(first: 20, filter: { nameContains: $name }) { nodes { id name } } }
        """);

    public static readonly Operation<Named> Name = new("query ($id: ID!) { site(id: $id) { id name } }");

    public static readonly Operation<Created> Create = new("""
        mutation ($input: CreateSiteInput!) { change: createSite(input: $input) { site { id } errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Created> Update = new("""
        mutation ($input: UpdateSiteInput!) { change: updateSite(input: $input) { site { id } errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Created> Delete = new("""
        mutation ($input: DeleteSiteInput!) { change: deleteSite(input: $input) { site { id } errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    internal sealed record Listed(Page<Site> Sites);

    internal sealed record Found(Site? Site);

    internal sealed record Chosen(Names Sites);

    internal sealed record Named(Choice? Site);

    internal sealed record Names(IReadOnlyList<Choice> Nodes);

    internal sealed record Created(Payload Change);

    internal sealed record Payload(Key? Site, IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);

    internal sealed record Key(string Id);

    internal sealed record Site(
        string Id, string Name, long Version, bool IsDefault, IReadOnlyList<string> Domains, IReadOnlyList<Range> LocalRanges, Count Connectors, Count LocalNumbers, Count Migrations);

    internal sealed record Count(int TotalCount);
}

/// <summary>Numbers from one to another.</summary>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
internal sealed record Range(string Min, string Max)
{
    /// <inheritdoc/>
    public override string ToString() => Min == Max ? Min : $"{Min} – {Max}";
}
