using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The routing rule drawn: what decides, what is tried in which order, and what changes by itself.</summary>
public sealed class TryACallTests(BrowserFixture browser)
{
    [Fact]
    public async Task Connectors_are_drawn_in_their_order_with_why_one_is_passed_over()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        var off = await site.AddIpConnectorAsync("First but off", Loopback.NextEndpoint(), "200", "299", SipTransport.Udp, priority: 10);
        await site.AddIpConnectorAsync("Second", Loopback.NextEndpoint(), "200", "299", SipTransport.Udp, priority: 20);
        await node.GraphQl.ChangeAsync("disableConnector", new { id = off.Id });
        await Eventually.TrueAsync(
            async () => (await site.ExplainAsync("250")).GetProperty("candidates") is var c && c.GetArrayLength() == 2 && c[0].GetProperty("rejection").GetString() == "DISABLED",
            TimeSpan.FromSeconds(10), () => "the first connector is disabled");

        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/try-a-call?site={Uri.EscapeDataString(site.Id)}");
        var number = page.GetByLabel("Number dialled");
        await number.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Say what is dialled.")).ToBeVisibleAsync();
        await number.PressSequentiallyAsync("250");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("It goes out over a connector")).ToBeVisibleAsync();
        var candidates = page.GetByRole(AriaRole.List, new() { Name = "Connectors in the order in which they are tried" }).GetByRole(AriaRole.Listitem);
        await Expect(candidates.Nth(0)).ToContainTextAsync("Passed over");
        await Expect(candidates.Nth(0)).ToContainTextAsync("disabled");
        await Expect(candidates.Nth(1)).ToContainTextAsync("Taken");
        await Expect(candidates.Nth(1)).ToContainTextAsync("INVITE sip:250@");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("number=250"));
        await window.PictureAsync("try-a-call-candidates");

        // Whoever looks sees a change by itself.
        await node.GraphQl.ChangeAsync("enableConnector", new { id = off.Id });
        await Expect(candidates.Nth(0)).ToContainTextAsync("Taken");
        await Expect(candidates.Nth(1)).ToContainTextAsync("Next, if that does not answer");
    }

    [Fact]
    public async Task Decision_with_an_end_is_drawn_with_what_comes_after_it()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        await site.AddExtensionsAsync("210");
        var east = await site.AddIpConnectorAsync("East", Loopback.NextEndpoint(), "200", "299", SipTransport.Udp);
        await MoveAsync(node, east.Id, "210", TimeProvider.System.GetUtcNow().AddHours(3));
        await site.RoutesAsync("210", "REMOTE");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/try-a-call?number=210&site={Uri.EscapeDataString(site.Id)}");
        var flow = page.GetByRole(AriaRole.List, new() { Name = "How it was decided" });
        await Expect(flow).ToContainTextAsync("Did somebody decide who gets it? Yes: this decides");
        await Expect(flow).ToContainTextAsync("East");
        await Expect(page.GetByText("this changes by itself")).ToBeVisibleAsync();
        await window.PictureAsync("try-a-call-timed");
        await page.GetByRole(AriaRole.Button, new() { Name = "See it then" }).ClickAsync();
        await Expect(page.GetByText("It rings here")).ToBeVisibleAsync();
        await Expect(flow).ToContainTextAsync("Is it a local number? Yes: this decides");
    }

    [Fact]
    public async Task Address_is_told_whose_it_is_and_a_strangers_call_goes_nowhere()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        var west = Loopback.NextEndpoint();
        await site.AddExtensionsAsync("150");
        await site.AddIpConnectorAsync("West", west, "300", "399", SipTransport.Udp);
        await site.RoutesAsync("150", "LOCAL");
        await site.RoutesAsync("300", "REMOTE");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/try-a-call?number=150&site={Uri.EscapeDataString(site.Id)}");
        await page.GetByLabel("Some address: see whose it is").CheckAsync();
        await page.GetByLabel("Address it comes from").FillAsync(west.Address.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Try", Exact = true }).ClickAsync();
        var flow = page.GetByRole(AriaRole.List, new() { Name = "How it was decided" });
        await Expect(flow).ToContainTextAsync("West");
        await Expect(page.GetByText("It rings here")).ToBeVisibleAsync();
        await page.GetByLabel("Address it comes from").FillAsync("192.0.2.77");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("The caller is nobody here")).ToBeVisibleAsync();
        await window.PictureAsync("try-a-call-stranger");
        await window.CheckAccessibilityAsync();
    }

    // Moves a number to a connector until then.
    private static async Task MoveAsync(NodeProcess node, string connectorId, string number, DateTimeOffset until)
    {
        var entries = new[] { new { numbers = new[] { number }, winner = "REMOTE" } };
        var migration = (await node.GraphQl.ChangeAsync("createMigration", new { connectorId, name = $"Move {number}", entries, until }, "migration { id }")).GetProperty("migration").GetProperty("id").GetString();
        await node.GraphQl.ChangeAsync("applyMigration", new { id = migration, acceptChanges = true });
    }
}
