namespace SystemConnector.Conformance.Tests;

/// <summary>Independent GraphQL clients (graphql/*.mjs) against a node: the audits of graphql-http, graphql-ws, graphql-sse.</summary>
public class GraphQLClientTests(ApiNode node) : IClassFixture<ApiNode>
{
    [Theory]
    [InlineData("http.mjs", 60)]
    [InlineData("ws.mjs", 17)]
    [InlineData("sse.mjs", 10)]
    public async Task Client_finds_what_its_protocol_promises(string suite, int atLeast)
    {
        ApiNode.RequireClients();
        var (status, output) = await node.RunAsync("node", suite, ApiNode.Clients);
        // What a specification only recommends is told here too.
        TestContext.Current.TestOutputHelper!.WriteLine(output);
        var lines = output.Split('\n');
        Assert.DoesNotContain(lines, line => line.StartsWith("not ok", StringComparison.Ordinal));
        Assert.True(status == 0, output);
        Assert.True(lines.Count(line => line.StartsWith("ok ", StringComparison.Ordinal)) >= atLeast, $"Fewer checks than there are:\n{output}");
    }
}
