using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The Migration Kit: what a person plans, sees, applies and takes back, and who wins the numbers then.</summary>
public sealed class MigrationKitTests(BrowserFixture browser)
{
    [Fact]
    public async Task Range_is_previewed_applied_and_undone()
    {
        var (node, _) = await browser.NodeAsync();
        var (_, connector) = await WorldAsync(node, "Kit Tower");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/migrations/new?connector={Uri.EscapeDataString(connector)}");
        await page.GetByLabel("A part of a range").CheckAsync();
        await page.GetByLabel("From number").FillAsync("701");
        await page.GetByLabel("To number").FillAsync("703");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByText("Reroutes 3 of 3 numbers")).ToBeVisibleAsync();
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Numbers before and after" });
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Ada Byron");
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Kit Tower PBX");
        await window.PictureAsync("migrations-preview");
        await window.CheckAccessibilityAsync();
        Assert.Equal(0, await RemoteAsync(node, connector));

        await page.GetByRole(AriaRole.Button, new() { Name = "Apply now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Move to Kit Tower PBX");
        await Expect(page.GetByText("3 of 3 numbers, 1 of 1 wave")).ToBeVisibleAsync();
        Assert.Equal(3, await RemoteAsync(node, connector));
        await window.PictureAsync("migration");
        await window.CheckAccessibilityAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("3 numbers");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.GetByText("0 of 3 numbers")).ToBeVisibleAsync();
        Assert.Equal(0, await RemoteAsync(node, connector));

        await page.GetByRole(AriaRole.Link, new() { Name = "Migration Kit" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Migrations" })).ToContainTextAsync("Undone");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Decisions" })).ToContainTextAsync("undone");
        await window.PictureAsync("migrations-undone");
        await window.CheckAccessibilityAsync();
    }

    [Fact]
    public async Task Waves_are_applied_one_by_one_and_what_others_apply_is_seen()
    {
        var (node, _) = await browser.NodeAsync();
        var (_, connector) = await WorldAsync(node, "Kit Wharf");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/migrations/new?connector={Uri.EscapeDataString(connector)}");
        await page.GetByLabel("In waves").CheckAsync();
        await page.GetByLabel("Numbers in each wave").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByText("Reroutes 5 of 5 numbers")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep as a plan" }).ClickAsync();
        await Expect(page.GetByText("0 of 5 numbers, 0 of 3 waves")).ToBeVisibleAsync();
        Assert.Equal(0, await RemoteAsync(node, connector));

        await page.GetByRole(AriaRole.Button, new() { Name = "Apply wave 1" }).ClickAsync();
        await Expect(page.GetByText("2 of 5 numbers, 1 of 3 waves")).ToBeVisibleAsync();
        Assert.Equal(2, await RemoteAsync(node, connector));
        await node.GraphQl.ChangeAsync("applyMigration", new { id = Uri.UnescapeDataString(page.Url.Split('/')[^1]), wave = 2, acceptChanges = true });
        await Expect(page.GetByText("4 of 5 numbers, 2 of 3 waves")).ToBeVisibleAsync();
        await window.PictureAsync("migration-waves");
        await window.CheckAccessibilityAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo wave 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.GetByText("2 of 5 numbers, 1 of 3 waves")).ToBeVisibleAsync();
        Assert.Equal(2, await RemoteAsync(node, connector));
    }

    [Fact]
    public async Task Faults_of_a_list_are_told_line_by_line()
    {
        var (node, _) = await browser.NodeAsync();
        var (_, connector) = await WorldAsync(node, "Kit Yard");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/migrations/new?connector={Uri.EscapeDataString(connector)}");
        await page.GetByLabel("A list (CSV)").CheckAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "move.csv", MimeType = "text/csv", Buffer = "701\nseven\n9999\n702,somewhere\n"u8.ToArray() });
        await Expect(page.GetByText("move.csv, 4 lines")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        var faults = page.GetByRole(AriaRole.Table, new() { Name = "Faults" }).GetByRole(AriaRole.Row);
        await Expect(faults).ToHaveCountAsync(4);
        foreach (var (row, line) in new[] { (1, "2"), (2, "3"), (3, "4") }) await Expect(faults.Nth(row).GetByRole(AriaRole.Cell).First).ToHaveTextAsync(line);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Apply now" })).ToHaveCountAsync(0);
        await window.PictureAsync("migrations-faults");

        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "move.csv", MimeType = "text/csv", Buffer = "number\n701\n702,local\n"u8.ToArray() });
        await Expect(page.GetByText("move.csv, 3 lines")).ToBeVisibleAsync();
        await Expect(faults).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByText("Reroutes 1 of 2 numbers")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply now" }).ClickAsync();
        await Expect(page.GetByText("2 of 2 numbers")).ToBeVisibleAsync();
        Assert.Equal(1, await RemoteAsync(node, connector));
    }

    [Fact]
    public async Task Plan_whose_ground_changed_is_looked_at_again()
    {
        // Any migration that moves has the page look again: here none does.
        await using var node = await NodeProcess.StartAsync();
        var (site, connector) = await WorldAsync(node, "Kit Depot");
        var id = await DemoWorld.MigrationAsync(node, new { connectorId = connector, name = "Ground floor", entries = new[] { new { range = new { min = "700", max = "704" }, winner = "REMOTE" } } });
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/migrations/{Uri.EscapeDataString(id)}");
        await Expect(page.GetByText("Reroutes 5 of 5 numbers")).ToBeVisibleAsync();
        await node.GraphQl.ChangeAsync("putLocalNumbers", new { siteId = site, numbers = new[] { new { number = "705" } } });
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was applied");
        Assert.Equal(0, await RemoteAsync(node, connector));
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
        await Expect(page.GetByText("5 of 5 numbers, 1 of 1 wave")).ToBeVisibleAsync();
        Assert.Equal(5, await RemoteAsync(node, connector));
    }

    [Fact]
    public async Task Scheduled_migration_is_cancelled_before_it_begins()
    {
        var (node, _) = await browser.NodeAsync();
        var (site, connector) = await WorldAsync(node, "Kit Attic");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/migrations/new?site={Uri.EscapeDataString(site)}");
        await window.ChooseAsync(page.GetByLabel("Connector", new() { Exact = true }), "attic", "Kit Attic PBX");
        await Expect(page.GetByLabel("Name of the migration")).ToHaveValueAsync("Move to Kit Attic PBX");
        await page.GetByLabel("Begin, your time").FillAsync("2098-03-01T06:30");
        await page.GetByLabel("Begin, your time").BlurAsync();
        await Expect(page.GetByText("That is 2098-03-01 06:30 UTC+1.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Migration Kit" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stay here" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule for 2098-0" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Waves" })).ToContainTextAsync("Scheduled");
        var wave = (await MigrationAsync(node, site)).GetProperty("waves")[0];
        var begin = await page.EvaluateAsync<string>("() => new Date('2098-03-01T06:30').toISOString()");
        Assert.Equal(DateTimeOffset.Parse(begin, CultureInfo.InvariantCulture), wave.GetProperty("from").GetDateTimeOffset());

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel what has not begun" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel these waves" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Waves" })).ToContainTextAsync("Cancelled");
        Assert.Equal("CANCELLED", (await MigrationAsync(node, site)).GetProperty("state").GetString());
        Assert.Equal(0, await RemoteAsync(node, connector));
    }

    [Fact]
    public async Task Waves_that_are_applied_by_hand_are_scheduled_one_by_one()
    {
        var (node, _) = await browser.NodeAsync();
        var (site, _) = await WorldAsync(node, "Kit Cellar");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/migrations/new?site={Uri.EscapeDataString(site)}");
        await window.ChooseAsync(page.GetByLabel("Connector", new() { Exact = true }), "cellar", "Kit Cellar PBX");
        await page.GetByLabel("Begin, your time").FillAsync("2098-03-01T06:30");
        await page.GetByLabel("Begin, your time").BlurAsync();
        await page.GetByLabel("In waves").CheckAsync();
        await page.GetByLabel("Numbers in each wave").FillAsync("2");
        await page.GetByLabel("Numbers in each wave").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule the first wave for 2098-03-01 06:30 UTC+1" }).ClickAsync();
        var waves = page.GetByRole(AriaRole.Table, new() { Name = "Waves" }).GetByRole(AriaRole.Row);
        await Expect(waves.Nth(1)).ToContainTextAsync("Scheduled");
        await Expect(waves.Nth(2)).ToContainTextAsync("Planned");
        await Expect(waves.Nth(3)).ToContainTextAsync("Planned");
    }

    /// <summary>A site with numbers 700 to 704 and 709, and a connector with 700 to 708.</summary>
    private static async Task<(string Site, string Connector)> WorldAsync(NodeProcess node, string name)
    {
        var site = await DemoWorld.SiteAsync(node, name, $"{name.Replace(' ', '-').ToLowerInvariant()}.example");
        await DemoWorld.PutAsync(node, site, [.. new[] { 700, 701, 702, 703, 704, 709 }.Select(static n => (object)new { number = $"{n}", owner = "Ada Byron" })]);
        var connector = await DemoWorld.ConnectorAsync(node, new { siteId = site, name = $"{name} PBX", connectionType = "GENERIC_IP_AUTH", ipAddress = Loopback.NextEndpoint().ToString(), extensionRanges = new[] { new { min = "700", max = "708" } } });
        return (site, connector);
    }

    /// <summary>How many numbers of the connector that are local numbers too go to its far end.</summary>
    private static async Task<int> RemoteAsync(NodeProcess node, string connector) =>
        (await node.GraphQl.QueryAsync("query ($id: ID!) { connector(id: $id) { extensionRanges { conflicts(filter: { winner: REMOTE }) { totalCount } } } }", new { id = connector }))
        .GetProperty("connector").GetProperty("extensionRanges")[0].GetProperty("conflicts").GetProperty("totalCount").GetInt32();

    private static async Task<JsonElement> MigrationAsync(NodeProcess node, string site) =>
        (await node.GraphQl.QueryAsync("query ($site: ID!) { site(id: $site) { migrations { nodes { state waves { from state } } } } }", new { site })).GetProperty("site").GetProperty("migrations").GetProperty("nodes")[0];
}
