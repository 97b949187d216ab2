using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Tests.Access;

public sealed class KeyTests(ApiHost api)
{
    [Fact]
    public async Task Key_opens_until_it_is_revoked_or_over()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await api.Start(new FakeTrunkStates(), time: time);
        var (lasting, ending) = (api.Keys.Add(Role.Viewer), api.Keys.Add(Role.Viewer, time.GetUtcNow().AddMinutes(1)));
        foreach (var key in new[] { lasting, ending }) Assert.Equal(HttpStatusCode.OK, (await Ask(app, key)).StatusCode);
        Assert.Contains(api.Keys.Find(ApiKeyText.PrefixOf(lasting)!)!.Key.Id, api.Keys.Uses);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(app, lasting[..^1] + (lasting[^1] == '0' ? '1' : '0'))).StatusCode);

        using var byRevocation = await SocketClient.Ready(app, lasting);
        using var byTime = await SocketClient.Ready(app, ending);
        api.Keys.Revoke(lasting);
        Assert.Equal(4403, await byRevocation.Closed());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4403, await byTime.Closed());
        foreach (var key in new[] { lasting, ending }) Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(app, key)).StatusCode);
    }

    [Fact]
    public async Task Bootstrap_key_is_turned_off()
    {
        await using var app = await api.Start(new FakeTrunkStates(), options => options.Bootstrap = false);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(app, ApiHost.Key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Ask(app, api.Keys.Add(Role.Admin))).StatusCode);
    }

    [Fact]
    public async Task Too_many_operations_of_one_key_are_429_and_those_of_others_are_not()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await api.Start(new FakeTrunkStates(), options => (options.RateLimit.RequestsPerSecond, options.RateLimit.Burst) = (1, 3), time);
        var (busy, calm) = (api.Keys.Add(Role.Viewer), api.Keys.Add(Role.Viewer));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await Ask(app, busy)).StatusCode);
        using var refused = await Ask(app, busy);
        Assert.Equal((HttpStatusCode)429, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("RATE_LIMITED", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, (await Ask(app, calm)).StatusCode);

        using var socket = await SocketClient.Ready(app, busy);
        await socket.Subscribe("1", "{ __typename }");
        Assert.Equal("RATE_LIMITED", (await socket.Receive("error", "1"))[0].GetProperty("extensions").GetProperty("code").GetString());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await Ask(app, busy)).StatusCode);
    }

    [Fact]
    public async Task Attempts_that_fail_are_limited_and_a_good_key_is_let_in_nevertheless()
    {
        await using var app = await api.Start(new FakeTrunkStates(), options => options.RateLimit.FailuresPerMinute = 3, new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(app, $"wrong-wrong-wrong-{i}")).StatusCode);
        using var refused = await Ask(app, "wrong-wrong-wrong-3");
        Assert.Equal((HttpStatusCode)429, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(20), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, (await Ask(app, ApiHost.Key)).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("192.0.2.0/24", false)]
    public async Task Clients_of_a_known_proxy_fail_each_by_itself(string proxy, bool isKnown)
    {
        await using var app = await api.Start(
            new FakeTrunkStates(), options => (options.Proxies, options.RateLimit.FailuresPerMinute) = ([proxy], 3), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(app, $"wrong-wrong-wrong-{i}", "198.51.100.1")).StatusCode);
        // What a client itself says of where it comes from stands left of what the proxy saw.
        Assert.Equal((HttpStatusCode)429, (await Ask(app, "wrong-wrong-wrong-3", "203.0.113.9, 198.51.100.1")).StatusCode);
        Assert.Equal(isKnown ? HttpStatusCode.Unauthorized : (HttpStatusCode)429, (await Ask(app, "wrong-wrong-wrong-4", "198.51.100.2")).StatusCode);
    }

    [Fact]
    public async Task Admin_of_some_sites_makes_keys_for_those_only()
    {
        var world = new AccessWorld(api);
        using var client = api.NewClient(Role.Admin, world.Site);
        const string Mutation = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { everySite siteIds createdBy } errors { __typename ... on Error { field } } } }";

        var all = (await ApiHost.Data(client, Mutation, new { input = new { name = "all", role = "VIEWER" } })).GetProperty("createApiKey");
        Assert.Equal(("ForbiddenError", "siteIds"), Error(all));
        var foreign = (await ApiHost.Data(client, Mutation, new { input = new { name = "foreign", role = "ADMIN", siteIds = new[] { GlobalId.Of(world.Other) } } })).GetProperty("createApiKey");
        Assert.Equal("NotFoundError", Error(foreign).Item1);
        var own = (await ApiHost.Data(client, Mutation, new { input = new { name = "own", role = "ADMIN", siteIds = new[] { world.SiteId } } })).GetProperty("createApiKey");
        Assert.NotNull(ApiKeyText.PrefixOf(own.GetProperty("secret").GetString()!));
        Assert.StartsWith("key:Admin-", own.GetProperty("apiKey").GetProperty("createdBy").GetString(), StringComparison.Ordinal);

        var listed = (await ApiHost.Data(client, "{ apiKeys { nodes { id name everySite siteIds } } }")).GetProperty("apiKeys").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(2, listed.Count);
        Assert.All(listed, key => Assert.Equal(world.SiteId, key.GetProperty("siteIds").EnumerateArray().Single().GetString()));
    }

    [Theory]
    [InlineData("{ apiKeys { totalCount } }")]
    [InlineData("{ auditLog { totalCount } }")]
    public async Task Query_that_needs_more_is_an_error_with_a_code(string query)
    {
        using var client = api.NewClient(Role.Operator);
        var answer = await ApiHost.Run(client, query);
        Assert.Equal("FORBIDDEN", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Audit_log_is_that_of_the_sites_and_filters_by_the_id_of_what_was_changed()
    {
        var world = new AccessWorld(api);
        var number = Random.Shared.NextInt64(1L << 40);
        foreach (var (site, kind, id) in new[] { (world.Site, "Site", $"{world.Site}"), (world.Site, "LocalNumber", $"{world.Site}/100"), (world.Other, "Site", $"{world.Other}") })
            api.Audit.Entries.Add(new AuditEntry(number++, DateTimeOffset.UnixEpoch, "key:a", "updateSite", site, AuditAction.Changed, kind, id, "A", """{"name":"B"}""", """{"name":"A"}"""));
        using var client = api.NewClient(Role.Admin, world.Site);
        const string Fields = "{ nodes { number time actor operation siteId action kind entityId name before after } }";
        var all = (await ApiHost.Data(client, $"{{ auditLog {Fields} }}")).GetProperty("auditLog").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(["LocalNumber", "Site"], all.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.Equal(world.SiteId, all[1].GetProperty("entityId").GetString());
        foreach (var entry in all)
        {
            var found = await ApiHost.Data(client, $"query ($id: String!) {{ auditLog(entityId: $id) {Fields} }}", new { id = entry.GetProperty("entityId").GetString() });
            Assert.Equal(entry.ToString(), found.GetProperty("auditLog").GetProperty("nodes").EnumerateArray().Single().ToString());
        }
        Assert.Empty((await ApiHost.Data(client, $"query ($id: ID!) {{ auditLog(siteId: $id) {Fields} }}", new { id = GlobalId.Of(world.Other) })).GetProperty("auditLog").GetProperty("nodes").EnumerateArray());
    }

    private static (string?, string?) Error(JsonElement payload)
    {
        var error = payload.GetProperty("errors").EnumerateArray().Single();
        return (error.GetProperty("__typename").GetString(), error.GetProperty("field").GetString());
    }

    private static async Task<HttpResponseMessage> Ask(Microsoft.AspNetCore.Builder.WebApplication app, string key, string? forwardedFor = null)
    {
        using var client = ApiHost.NewClient(app, key);
        if (forwardedFor is not null) client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        return await client.PostAsJsonAsync("", new { query = "{ __typename }" }, TestContext.Current.CancellationToken);
    }
}
