using System.Text.Json;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests.Nodes;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>Sites: added, renamed and deleted by a person, and so at the API.</summary>
public sealed class SitesTests(BrowserFixture browser)
{
    [Fact]
    public async Task Site_is_added_changed_and_deleted()
    {
        var (node, _) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync("/sites");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add site" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sites Lighthouse");
        await page.GetByLabel("SIP domains").FillAsync("lighthouse.example\nlight.example");
        await page.GetByLabel("Own ranges").FillAsync("100 – 199\n300-349");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add site" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sites Lighthouse", Exact = true })).ToBeVisibleAsync();
        var site = await SiteAsync(node, "Sites Lighthouse");
        Assert.Equal(["light.example", "lighthouse.example"], site.GetProperty("domains").EnumerateArray().Select(static domain => domain.GetString()!).Order());
        Assert.Equal(["100-199", "300-349"], site.GetProperty("localRanges").EnumerateArray().Select(static range => $"{range.GetProperty("min")}-{range.GetProperty("max")}"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Sites Lighthouse", Exact = true }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Headquarters");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save site" }).ClickAsync();
        await Expect(page.Locator(".mud-input-helper-text.mud-input-error")).ToContainTextAsync("Headquarters");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sites Beacon");
        await page.GetByRole(AriaRole.Link, new() { Name = "All sites" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stay here" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Sites Beacon");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save site" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sites Beacon");
        await SiteAsync(node, "Sites Beacon");
        await window.PictureAsync("site");
        await window.CheckAccessibilityAsync();

        await DemoWorld.PutAsync(node, site.GetProperty("id").GetString()!, [new { number = "101" }, new { number = "102" }]);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "2 numbers" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete site" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("With it go 2 local numbers");
        await window.PictureAsync("site-delete");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete site" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sites");
        Assert.Equal(JsonValueKind.Null, (await node.GraphQl.QueryAsync("query ($id: ID!) { site(id: $id) { id } }", new { id = site.GetProperty("id").GetString() })).GetProperty("site").ValueKind);
    }

    [Fact]
    public async Task Site_with_connectors_is_not_deleted()
    {
        var (node, world) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync($"/sites/{Uri.EscapeDataString(world.Harbour)}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete site" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("2 connectors: delete them first");
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close" }).Last.ClickAsync();
        await SiteAsync(node, "Harbour office");
    }

    [Fact]
    public async Task Change_of_somebody_else_is_shown_and_not_overwritten()
    {
        var (node, _) = await browser.NodeAsync();
        var id = await DemoWorld.SiteAsync(node, "Sites Mill", "mill.example");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/sites/{Uri.EscapeDataString(id)}");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sites Windmill");
        await page.GetByLabel("SIP domains").FocusAsync();
        await node.GraphQl.ChangeAsync("updateSite", new { id, name = "Sites Watermill" });
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody else changed this site");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save site" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody else changed this site");
        await SiteAsync(node, "Sites Watermill");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what it is now" }).ClickAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Sites Watermill");
    }

    private static async Task<JsonElement> SiteAsync(NodeProcess node, string name) =>
        (await node.GraphQl.QueryAsync("query ($name: String!) { sites(filter: { nameContains: $name }) { nodes { id domains localRanges { min max } } } }", new { name })).GetProperty("sites").GetProperty("nodes").EnumerateArray().Single();
}
