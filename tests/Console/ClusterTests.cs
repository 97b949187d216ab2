using Microsoft.Playwright;
using SystemConnector.Conformance.Tests.Nodes;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The page about the cluster.</summary>
public sealed class ClusterTests(BrowserFixture browser)
{
    [Fact]
    public async Task Node_is_drained_and_undrained_after_it_was_said_what_will_happen()
    {
        await using var node = await NodeProcess.StartAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/cluster");
        var page = window.Page;
        await Expect(page.GetByText("It takes calls.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("No other node can take over");
        await window.CheckAccessibilityAsync();
        await window.PictureAsync("cluster-drain");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal("ACTIVE", await StateAsync(node));

        await page.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await Expect(page.GetByText("Draining", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal("DRAINING", await StateAsync(node));

        await page.GetByRole(AriaRole.Button, new() { Name = "Undrain" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Undrain" }).ClickAsync();
        await Expect(page.GetByText("It takes calls.")).ToBeVisibleAsync();
        Assert.Equal("ACTIVE", await StateAsync(node));
    }

    [Fact]
    public async Task Drain_of_elsewhere_is_on_the_screen_by_itself()
    {
        await using var node = await NodeProcess.StartAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/cluster");
        await node.GraphQl.ChangeAsync("drainNode", new { nodeId = (await NodeAsync(node)).GetProperty("id").GetString() });
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Undrain" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Trunks_of_a_node_are_listed_with_their_causes()
    {
        var (node, _) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/cluster");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Show its trunks" }).ClickAsync();
        var row = window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Warehouse" });
        await Expect(row).ToContainTextAsync("Name not found");
        await Expect(row).ToContainTextAsync("cannot be resolved");
        await window.CheckAccessibilityAsync();
        await window.PictureAsync("cluster-trunks");
    }

    private static async Task<System.Text.Json.JsonElement> NodeAsync(NodeProcess node) => (await node.GraphQl.QueryAsync("{ nodes { id state } }")).GetProperty("nodes")[0];

    private static async Task<string?> StateAsync(NodeProcess node) => (await NodeAsync(node)).GetProperty("state").GetString();
}
