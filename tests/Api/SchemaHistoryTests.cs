namespace SystemConnector.Api.Tests;

public sealed class SchemaHistoryTests
{
    private const string Released = """
        type Query { site(id: ID!, name: String): Site old: Int @deprecated(reason: "Use site.") sites: [Site] }
        type Site implements Node { id: ID! name: String }
        interface Node { id: ID! }
        union Any = Site
        enum Kind { A B @deprecated }
        input Put { number: Int! owner: String = "" }
        """;

    [Theory]
    [InlineData("old: Int @deprecated(reason: \"Use site.\")", "")]
    [InlineData("B @deprecated", "")]
    [InlineData("name: String }\ninterface", "name: String! added: Int }\ninterface")]
    [InlineData("sites: [Site]", "sites(first: Int): [Site!]!")]
    [InlineData("number: Int!", "number: Int added: String kind: Kind! = A")]
    [InlineData("enum Kind { A", "enum Kind { A C")]
    public void Change_that_breaks_nobody_may_be_made(string before, string after) => Assert.Empty(Breaks(before, after));

    [Theory]
    [InlineData("name: String }\ninterface", "}\ninterface", "Site.name is gone without a release that deprecated it.")]
    [InlineData("sites: [Site]", "sites: [Int]", "Query.sites was [Site] and is [Int].")]
    [InlineData("id: ID! name", "id: ID name", "Site.id was ID! and is ID.")]
    [InlineData(", name: String)", ")", "Query.site.name is gone without a release that deprecated it.")]
    [InlineData("name: String):", "name: String!):", "Query.site.name was String and is String!.")]
    [InlineData(", name: String)", ", name: String, kind: Kind!)", "Query.site.kind is new and must be given.")]
    [InlineData("number: Int!", "number: Int! kind: Kind!", "Put.kind is new and must be given.")]
    [InlineData("enum Kind { A", "enum Kind {", "Kind.A is gone without a release that deprecated it.")]
    [InlineData("union Any = Site", "union Any = Query", "Any as Site is gone without a release that deprecated it.")]
    [InlineData("Site implements Node", "Site", "Site as Node is gone without a release that deprecated it.")]
    [InlineData("interface Node", "type Node", "Node is another kind of type.")]
    public void Change_that_breaks_a_client_is_said(string before, string after, string expected) => Assert.Contains(expected, Breaks(before, after));

    private static IEnumerable<string> Breaks(string before, string after)
    {
        Assert.Contains(before, Released, StringComparison.Ordinal);
        return SchemaHistory.Breaks(Released, Released.Replace(before, after, StringComparison.Ordinal));
    }
}
