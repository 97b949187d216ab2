using System.Text.Json;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Grains.Tests.Storage;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The page about the cluster.</summary>
public sealed class ClusterTests(BrowserFixture browser)
{
    [Fact]
    public async Task Node_of_two_is_drained_and_undrained_after_it_was_said_what_will_happen()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await NodeProcess.StartAsync(Settings(server, "north"));
        await using var other = await NodeProcess.StartAsync(Settings(server, "south"));
        var site = await DemoWorld.SiteAsync(node, "Two nodes", "two.example");
        for (var i = 0; i < 8; i++)
            await DemoWorld.ConnectorAsync(node, new { siteId = site, name = $"Link {i}", connectionType = "GENERIC_IP_AUTH", ipAddress = Loopback.NextEndpoint().ToString(), extensionRanges = new[] { new { min = $"{i}000", max = $"{i}099" } } });

        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/cluster");
        var page = window.Page;
        var (north, south) = (page.GetByRole(AriaRole.Group, new() { Name = "Node north" }), page.GetByRole(AriaRole.Group, new() { Name = "Node south" }));
        await Expect(south).ToContainTextAsync("It takes calls.", new() { Timeout = 20_000 });
        // Eight trunks are shared out before one node gives its own up.
        await Expect(south.GetByRole(AriaRole.Button, new() { Name = "Show its trunks" })).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await south.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("to north, and new calls are handed over");
        await window.CheckAccessibilityAsync();
        await window.PictureAsync("cluster-drain");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal("ACTIVE", await StateAsync(node, "south"));

        await south.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await Expect(south.GetByText("Draining", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(south).ToContainTextAsync("It drives none.", new() { Timeout = 20_000 });
        // The one that is left is not to be drained too.
        await Expect(north.GetByRole(AriaRole.Button, new() { Name = "Drain" })).ToBeDisabledAsync();
        Assert.Equal("DRAINING", await StateAsync(node, "south"));
        await window.PictureAsync("cluster-draining");

        await south.GetByRole(AriaRole.Button, new() { Name = "Undrain" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undrain" }).ClickAsync();
        await Expect(south).ToContainTextAsync("It takes calls.");
        Assert.Equal("ACTIVE", await StateAsync(node, "south"));

        // What is done elsewhere is on the screen by itself, and so is a node's death.
        await node.GraphQl.ChangeAsync("drainNode", new { nodeId = (await NodeAsync(node, "south")).GetProperty("id").GetString() });
        await Expect(south.GetByRole(AriaRole.Button, new() { Name = "Undrain" })).ToBeVisibleAsync();
        await other.KillAsync();
        await Expect(south.GetByText("Gone", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task Trunks_of_a_node_are_listed_with_their_causes()
    {
        var (node, _) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/cluster");
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Drain" })).ToBeDisabledAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Show its trunks" }).ClickAsync();
        var row = window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Warehouse" });
        await Expect(row).ToContainTextAsync("Name not found");
        await Expect(row).ToContainTextAsync("cannot be resolved");
        await window.CheckAccessibilityAsync();
        await window.PictureAsync("cluster-trunks");
    }

    private static string[] Settings(PostgresServer server, string node) => [.. server.Settings(node).Select(static setting => $"--{setting.Key}={setting.Value}")];

    private static async Task<JsonElement> NodeAsync(NodeProcess node, string name) =>
        (await node.GraphQl.QueryAsync("{ nodes { id name state } }")).GetProperty("nodes").EnumerateArray().Single(each => each.GetProperty("name").GetString() == name);

    private static async Task<string?> StateAsync(NodeProcess node, string name) => (await NodeAsync(node, name)).GetProperty("state").GetString();
}
