using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Silo.Tests.RemoteKits;

/// <summary>What one System Connector says to type on another is typed there, and the two are linked.</summary>
public sealed class MirrorTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_nodes_are_linked_by_the_kit_of_one(bool weRegister)
    {
        await using var here = new RunningNode();
        await using var there = new RunningNode();
        await here.InitializeAsync();
        await there.InitializeAsync();
        var grains = here.Services.GetRequiredService<IGrainFactory>();
        var ours = grains.GetGrain<IConnectorGrain>(ConnectorId.New().Value);
        Assert.True((await grains.GetGrain<ISiteGrain>(here.Site.Value).PutNumbers([new LocalNumberSpec("100", LocalNumberKind.Extension, "Rani Oliver")])).Succeeded);
        // Disabled, so that it does not register before there is somebody to register with.
        var created = await ours.Create(here.Site, new ConnectorSpec(
            "B", ConnectionType.Password, there.Udp.ToString(), [new ExtensionRangeSpec("200", "209")], "link-ab", "correct-horse", Register: weRegister, Enabled: false));
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));

        var kit = (await Ask(here, "query ($id: ID!) { connector(id: $id) { remoteKit(system: SYSTEM_CONNECTOR) { steps { text } } } }", new { id = Id("Connector", created.Value!.Id.Value) }))
            .GetProperty("connector").GetProperty("remoteKit");
        var mutation = kit.GetProperty("steps")[1].GetProperty("text").GetString()!
            .Replace("{your site's id}", Id("Site", there.Site.Value)).Replace("{password}", "correct-horse");
        var enabled = weRegister ? null : ours.SetEnabled(true);
        var payload = (await Ask(there, mutation)).GetProperty("createConnector");
        Assert.Equal(0, payload.GetProperty("errors").GetArrayLength());
        var theirs = new ConnectorId(Guid.ParseExact(Encoding.ASCII.GetString(Convert.FromBase64String(payload.GetProperty("connector").GetProperty("id").GetString()!))["Connector:".Length..], "N"));
        Assert.True((await (enabled ?? ours.SetEnabled(true))).Succeeded);

        await Reach(here, created.Value.Id, weRegister ? TrunkState.Registered : TrunkState.Reachable);
        await Reach(there, theirs, weRegister ? TrunkState.Reachable : TrunkState.Registered);
    }

    private static string Id(string type, Guid id) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{type}:{id:N}"));

    private static async Task Reach(RunningNode node, ConnectorId connector, TrunkState state)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        var trunks = node.Services.GetRequiredService<ITrunkStates>();
        // Watched first, so that no change falls between.
        var changes = trunks.Watch(bound.Token);
        if (trunks.Find(connector)?.State == state) return;
        await foreach (var status in changes)
            if (status.Connector == connector && status.State == state) return;
    }

    private static async Task<JsonElement> Ask(RunningNode node, string query, object? variables = null)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningNode.ApiKey);
        using var response = await client.PostAsJsonAsync(node.Api, new { query, variables }, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.False(answer.TryGetProperty("errors", out var errors), $"{errors}");
        return answer.GetProperty("data");
    }
}
