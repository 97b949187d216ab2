using System.Text.Json;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests.Nodes;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>Numbers of a site: what a person adds, changes, deletes, imports and exports, and so at the API.</summary>
public sealed class NumbersTests(BrowserFixture browser)
{
    [Fact]
    public async Task Number_is_added_changed_and_deleted()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await DemoWorld.SiteAsync(node, "Numbers Mine", "mine.example");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync(Path(site));
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the first number" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Number", new() { Exact = true }).FillAsync("1x");
        await dialog.GetByLabel("Owner").FillAsync("Ada Byron");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add number" }).ClickAsync();
        await Expect(dialog.Locator(".mud-input-error").First).ToBeVisibleAsync();
        await window.PictureAsync("number-add");
        await window.CheckAccessibilityAsync();
        await dialog.GetByLabel("Number", new() { Exact = true }).FillAsync("0101");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add number" }).ClickAsync();
        await Expect(Row(page, "0101")).ToContainTextAsync("Ada Byron");

        // Somebody's number is not taken by adding it again.
        await page.GetByRole(AriaRole.Button, new() { Name = "Add number" }).ClickAsync();
        await dialog.GetByLabel("Number", new() { Exact = true }).FillAsync("0101");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add number" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("There is this number already");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Change 0101" }).ClickAsync();
        await dialog.GetByLabel("Owner").FillAsync("Ada Lovelace");
        await dialog.GetByLabel("SIP password").FillAsync("a-password-of-hers");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save number" }).ClickAsync();
        await Expect(Row(page, "0101")).ToContainTextAsync("Ada Lovelace");
        var number = (await NumbersAsync(node, site)).GetProperty("nodes")[0];
        Assert.Equal(("Ada Lovelace", true), (number.GetProperty("owner").GetString(), number.GetProperty("hasSecret").GetBoolean()));

        await page.GetByLabel("Select 0101").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete selected" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("This deletes 1 number: 0101");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete 1 number" }).ClickAsync();
        await Expect(page.GetByText("This site has no numbers yet")).ToBeVisibleAsync();
        Assert.Equal(0, (await NumbersAsync(node, site)).GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task All_that_match_a_filter_are_deleted_and_no_other()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await DemoWorld.SiteAsync(node, "Numbers Quarry", "quarry.example");
        await DemoWorld.PutAsync(node, site, [.. Enumerable.Range(100, 120).Select(static n => (object)new { number = $"{n}", owner = n % 2 == 0 ? "Even" : "Odd" })]);
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync(Path(site));
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Expect(Row(page, "150")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Previous" }).ClickAsync();
        await Expect(Row(page, "100")).ToBeVisibleAsync();
        await page.GetByLabel("Begins with").FillAsync("11");
        await page.GetByLabel("Owner contains").FillAsync("even");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete all 5 that match" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("This deletes all 5 numbers that begin with 11 whose owner's name has “even” in it");
        await window.PictureAsync("numbers-delete");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete 5 numbers" }).ClickAsync();
        await Expect(page.GetByText("No number matches.")).ToBeVisibleAsync();
        Assert.Equal(115, (await NumbersAsync(node, site)).GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Import_shows_the_fault_of_each_line_and_saves_nothing_until_all_is_right()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await DemoWorld.SiteAsync(node, "Numbers Harvest", "harvest.example");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/numbers/import?site={Uri.EscapeDataString(site)}");
        await page.Locator("input[type=file]").SetInputFilesAsync(Csv("number,owner\n101,Grace Hopper\n12x,Nobody\n102,Lise Meitner\n102,Lise Meitner\n"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        var faults = page.GetByRole(AriaRole.Table, new() { Name = "Faults" });
        await Expect(faults.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await Expect(faults.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("number");
        await Expect(faults.GetByRole(AriaRole.Row).Nth(2)).ToContainTextAsync("stands in line 4 already");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 4 numbers" })).ToHaveCountAsync(0);
        await window.PictureAsync("numbers-import-faults");
        await window.CheckAccessibilityAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Take it away" }).ClickAsync();
        await page.GetByLabel("Lines").FillAsync("number,owner\n101,Grace Hopper\n102,Lise Meitner");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByText("Would be imported: 2 added")).ToBeVisibleAsync();
        Assert.Equal(0, (await NumbersAsync(node, site)).GetProperty("totalCount").GetInt32());

        // What was checked for one site is not imported into another.
        await DemoWorld.SiteAsync(node, "Numbers Orchard", "orchard.example");
        await window.ChooseAsync(page.GetByLabel("Site", new() { Exact = true }), "orch", "Numbers Orchard");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 2 numbers" })).ToHaveCountAsync(0);
        await window.ChooseAsync(page.GetByLabel("Site", new() { Exact = true }), "harv", "Numbers Harvest");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByText("Would be imported: 2 added")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 numbers" }).ClickAsync();
        // "Would be imported" is there already.
        await Expect(page.GetByText("Would be imported")).ToHaveCountAsync(0);
        await Expect(page.GetByText("Imported: 2 added")).ToBeVisibleAsync();
        Assert.Equal(2, (await NumbersAsync(node, site)).GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Long_import_is_a_job_whose_progress_is_seen()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await DemoWorld.SiteAsync(node, "Numbers Flood", "flood.example");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/numbers/import?site={Uri.EscapeDataString(site)}");
        await page.Locator("input[type=file]").SetInputFilesAsync(Csv($"number,owner\n{string.Join('\n', Enumerable.Range(10_000, 6_000).Select(static n => $"{n},Desk {n}"))}\n"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 6,000 numbers" }).ClickAsync();
        await Expect(page.GetByText("6,000 of 6,000 done: 6,000 added")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await window.PictureAsync("numbers-import-job");
        await window.CheckAccessibilityAsync();
        Assert.Equal(6_000, (await NumbersAsync(node, site)).GetProperty("totalCount").GetInt32());

        // And all of them again, in several parts.
        await window.GoAsync(Path(site));
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("CSV, for spreadsheets").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(6_001, lines.Count(static line => line.Length > 0));
        Assert.Contains("Desk 15999", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_is_cancelled()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await DemoWorld.SiteAsync(node, "Numbers Brook", "brook.example");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await using var other = await browser.OpenAsync(node);
        await other.GoAsync(Path(site));
        await window.GoAsync($"/numbers/import?site={Uri.EscapeDataString(site)}");
        await page.Locator("input[type=file]").SetInputFilesAsync(Csv($"number\n{string.Join('\n', Enumerable.Range(100_000, 60_000))}\n"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 60,000 numbers" }).ClickAsync(new() { Timeout = 30_000 });
        // Whoever looks at the site's numbers finds the job, and may stop it.
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync(new() { Timeout = 30_000 });
        await Expect(other.Page.GetByText("Cancelled: what was done until then stays")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByText("Cancelled: what was done until then stays")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.InRange((await NumbersAsync(node, site)).GetProperty("totalCount").GetInt32(), 0, 59_999);
        Assert.Equal("CANCELLED", (await node.GraphQl.QueryAsync("query ($site: ID!) { jobs(siteId: $site) { nodes { state } } }", new { site })).GetProperty("jobs").GetProperty("nodes")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Viewer_sees_numbers_and_changes_none()
    {
        var (node, world) = await browser.NodeAsync();
        var key = (await node.GraphQl.ChangeAsync("createApiKey", new { name = "Numbers viewer", role = "VIEWER", siteIds = new[] { world.Harbour } }, "secret")).GetProperty("secret").GetString()!;
        await using var window = await browser.OpenAsync(node, key: key);
        await window.GoAsync("/numbers");
        await Expect(Row(window.Page, "150")).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Add number" })).ToHaveCountAsync(0);
        await Expect(window.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);
        await window.GoAsync("/numbers/import");
        await Expect(window.Page.GetByText("An import needs the role Admin")).ToBeVisibleAsync();
    }

    private static string Path(string site) => $"/numbers?site={Uri.EscapeDataString(site)}";

    private static FilePayload Csv(string text) => new() { Name = "numbers.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };

    private static ILocator Row(IPage page, string number) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell, new() { Name = number, Exact = true }) });

    private static async Task<JsonElement> NumbersAsync(NodeProcess node, string site) =>
        (await node.GraphQl.QueryAsync("query ($site: ID!) { site(id: $site) { localNumbers(first: 5) { totalCount nodes { number owner hasSecret } } } }", new { site })).GetProperty("site").GetProperty("localNumbers");
}
