using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Api.Tests.Fakes;

namespace SystemConnector.Api.Tests;

public sealed class LimitTests(ApiHost api)
{
    // Only a test that fails waits for so long.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Document_that_is_too_deep_does_not_run()
    {
        var nested = string.Concat(Enumerable.Repeat("connectors(first: 1) { nodes { site { ", 6)) + "id" + string.Concat(Enumerable.Repeat(" } } }", 6));
        Assert.Equal("COMPLEXITY", Code(await api.Run($"{{ site(id: \"x\") {{ {nested} }} }}")));
        // Beyond what is even parsed.
        Assert.Equal("COMPLEXITY", Code(await api.Run(string.Concat(Enumerable.Repeat("{ node ", 1_000)))));
    }

    [Theory]
    [InlineData("{ sites(first: 200) { nodes { connectors(first: 200) { nodes { name ipAddress version } } } } }")]
    [InlineData("{ a: sites(first: -100000000) { nodes { name } } sites(first: 200) { nodes { connectors(first: 200) { nodes { name ipAddress version } } } } }")]
    [InlineData("{ sites(first: 200) { edges { node { connectors(first: 100) { edges { node { conflictCount } } } } } } }")]
    [InlineData("{ __schema { types { fields { type { ofType { fields { type { ofType { fields { type { ofType { fields { name } } } } } } } } } } } } }")]
    public async Task Document_that_asks_for_too_much_does_not_run(string query) => Assert.Equal("COMPLEXITY", Code(await api.Run(query)));

    [Fact]
    public async Task Full_page_of_connectors_with_all_that_is_in_them_runs() => await api.Data("""
        { sites(first: 1) { nodes { name connectors(first: 200) { totalCount pageInfo { hasNextPage endCursor } nodes {
          id name connectionType ipAddress username registerString register natTransformation enabled allowTransit priority transport
          noAnswerTimeoutSeconds callerIdentity version conflictCount extensionRanges { id min max stripDigits prependDigits }
          trunk { state usable cause since nextTry registeredUntil node } } } } } }
        """);

    [Fact]
    public async Task Introspection_of_the_usual_tools_runs()
    {
        var type = "kind name" + string.Concat(Enumerable.Repeat(" ofType { kind name", 9)) + string.Concat(Enumerable.Repeat(" }", 9));
        var input = $"name description type {{ {type} }} defaultValue";
        var data = await api.Data($$"""
            query IntrospectionQuery { __schema { description queryType { name } mutationType { name } subscriptionType { name }
              types { kind name description
                fields(includeDeprecated: true) { name description args { {{input}} } type { {{type}} } isDeprecated deprecationReason }
                inputFields { {{input}} } interfaces { {{type}} } possibleTypes { {{type}} }
                enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } }
              directives { name description locations args { {{input}} } } } }
            """);
        Assert.NotEmpty(data.GetProperty("__schema").GetProperty("types").EnumerateArray());
    }

    [Fact]
    public async Task Introspection_can_be_switched_off()
    {
        await using var app = await api.Start(new FakeTrunkStates(), options => options.Introspection = false);
        using var client = ApiHost.NewClient(app, ApiHost.Key);
        foreach (var query in new[] { "{ __schema { description } }", "{ a: __type(name: \"Site\") { name } }", "query { ...F } fragment F on Query { __schema { description } }" })
        {
            using var response = await client.PostAsJsonAsync("", new { query }, TestContext.Current.CancellationToken);
            Assert.Equal("INTROSPECTION_OFF", Code(await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)));
        }
        await ApiHost.Data(client, "{ __typename sites { __typename } }");
    }

    [Theory]
    [InlineData("__typename")]
    [InlineData("...F")]
    [InlineData("... { __typename }")]
    public async Task Document_that_names_too_many_fields_does_not_run(string selection)
    {
        var document = $"{{ {string.Concat(Enumerable.Repeat($"{selection} ", 1_001))} }} fragment F on Query {{ __typename }}";
        Assert.Equal("TOO_MANY_FIELDS", Code(await api.Run(document)));
    }

    [Fact]
    public async Task Document_that_is_too_long_does_not_run() =>
        Assert.Equal("DOCUMENT_TOO_LONG", Code(await api.Run("{" + new string(' ', 1 << 16) + "__typename}")));

    [Theory]
    [InlineData("{ sites(after: \"c05hbWVBc2M6eDpib29t\") { totalCount } }")]
    [InlineData("mutation { createSite(input: { name: \"boom\" }) { site { id } } }")]
    public async Task Exception_does_not_leak(string query)
    {
        var answer = await api.Run(query);
        var error = answer.GetProperty("errors")[0];
        Assert.Equal("INTERNAL", Code(answer));
        Assert.Equal(32, error.GetProperty("extensions").GetProperty("traceId").GetString()!.Length);
        Assert.DoesNotContain(World.Secret, answer.ToString());
        Assert.DoesNotContain("Exception", answer.ToString());
    }

    [Theory]
    [InlineData("{ sites(after: \"c05hbWVBc2M6eDpuby1kYXRhYmFzZQ==\") { totalCount } }")]
    [InlineData("mutation { createSite(input: { name: \"no-database\" }) { site { id } } }")]
    public async Task Database_that_is_away_is_told_as_such(string query)
    {
        var answer = await api.Run(query);
        Assert.Equal("STORAGE_UNAVAILABLE", Code(answer));
        Assert.DoesNotContain(World.Secret, answer.ToString());
    }

    [Fact]
    public async Task Operation_that_takes_too_long_is_given_up()
    {
        // A length that no other timer has.
        var limit = TimeSpan.FromSeconds(17);
        var time = new WatchedTime(limit);
        using var trunks = new StuckTrunkStates();
        await using var app = await api.Start(trunks, options => options.ExecutionTimeout = limit, time);
        using var client = ApiHost.NewClient(app, ApiHost.Key);
        var id = await AnyConnector();
        var running = client.PostAsJsonAsync("", new { query = "query ($id: ID!) { connector(id: $id) { trunk { state } } }", variables = new { id } }, TestContext.Current.CancellationToken);
        try
        {
            // The operation may be stuck before its limit is set: time that passes in between counts for nothing.
            await trunks.Asked.WaitAsync(_bound, TestContext.Current.CancellationToken);
            await time.Set.WaitAsync(_bound, TestContext.Current.CancellationToken);
            time.Advance(limit);
            using var response = await running.WaitAsync(_bound, TestContext.Current.CancellationToken);
            Assert.Equal("TIMEOUT", Code(await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)));
        }
        finally
        {
            trunks.Release();
        }
    }

    private async Task<string?> AnyConnector()
    {
        var site = (await api.Data("mutation ($name: String!) { createSite(input: { name: $name }) { site { id } } }", new { name = $"n-{Guid.NewGuid():N}" }))
            .GetProperty("createSite").GetProperty("site").GetProperty("id").GetString();
        return (await api.Data(
            "mutation ($site: ID!) { createConnector(input: { siteId: $site, name: \"c\", connectionType: GENERIC_IP_AUTH, ipAddress: \"192.0.2.1\", extensionRanges: [] }) { connector { id } } }",
            new { site })).GetProperty("createConnector").GetProperty("connector").GetProperty("id").GetString();
    }

    private static string? Code(JsonElement answer) => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();

    /// <summary>Tells when a timer of that length is set.</summary>
    private sealed class WatchedTime(TimeSpan length) : FakeTimeProvider
    {
        private readonly TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Set => _set.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == length) _set.TrySetResult();
            return timer;
        }
    }
}
