using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The Conflicts tab: decisions made there, by keyboard, are those that calls follow.</summary>
public sealed class ConflictsTests(BrowserFixture browser)
{
    [Fact]
    public async Task Conflict_is_resolved_to_remote_the_call_follows_and_follows_back()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        var farEnd = Loopback.NextEndpoint();
        await site.AddExtensionsAsync("100", "135", "150");
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", SipTransport.Udp);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", SipTransport.Udp, farEnd));
        var connector = await site.AddIpConnectorAsync("Far office", farEnd, "130", "200", SipTransport.Udp);
        await connector.TrunkIsAsync("REACHABLE", TimeSpan.FromSeconds(15));
        await using var window = await browser.OpenAsync(node);
        var (page, hands) = (window.Page, new KeyboardHands(window.Page));

        // The second tab, by the arrow; its title counts.
        await window.GoAsync(connector.Path());
        await hands.ToAsync(page.GetByRole(AriaRole.Tab, new() { Name = "Connector Information" }));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Conflicts (2)" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("tab=conflicts"));
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Extension 150: Owner of 150" });
        await Expect(row).ToContainTextAsync("Local numbers come before connectors unless it is decided otherwise.");
        await CallAsync(site);
        Assert.Equal((1, 0), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));

        await hands.ToAsync(row.GetByRole(AriaRole.Button, new() { Name = "Remote" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("It was decided that 150 goes to \"Far office\"");
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Remote" })).ToHaveAttributeAsync("aria-pressed", "true");
        await site.RoutesAsync("150", "REMOTE");
        await CallAsync(site);
        Assert.Equal((1, 1), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));

        await hands.ToAsync(row.GetByRole(AriaRole.Button, new() { Name = "Take back the decision on 150" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("Local numbers come before connectors");
        await site.RoutesAsync("150", "LOCAL");
        await CallAsync(site);
        Assert.Equal((2, 1), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));
        await far.FinishAsync();
        await phone.FinishAsync();
    }

    [Fact]
    public async Task Many_are_selected_and_decided_filtered_and_shown_live()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        await DemoWorld.PutAsync(node, site.Id, [.. Enumerable.Range(200, 70).Select(static n => (object)new { number = $"{n}", kind = "EXTENSION", owner = $"Owner of {n}" }),
            .. Enumerable.Range(400, 5).Select(static n => (object)new { number = $"{n}", kind = "SPEED_DIAL", owner = "Taxi", speedDialTo = "0301234567" })]);
        var id = await DemoWorld.ConnectorAsync(node, new
        {
            siteId = site.Id,
            name = "Both halves",
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = Loopback.NextEndpoint().ToString(),
            extensionRanges = new[] { new { min = "200", max = "299" }, new { min = "400", max = "499" } },
        });
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/connectors/{Uri.EscapeDataString(id)}?tab=conflicts");
        await Expect(page.GetByText("75 in all")).ToBeVisibleAsync();

        // Pages go through all ranges.
        var next = page.GetByRole(AriaRole.Button, new() { Name = "Next" });
        await next.ClickAsync();
        await Expect(page.GetByText("Extension 269: Owner of 269")).ToBeVisibleAsync();
        await next.ClickAsync();
        await Expect(page.GetByText("Speed dial 404: Taxi")).ToBeVisibleAsync();
        await Expect(next).ToBeDisabledAsync();

        // Those of this page.
        await page.GetByLabel("Select all on this page").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set to Remote" }).ClickAsync();
        await Expect(page.GetByText("5 numbers set to Remote.")).ToBeVisibleAsync();
        Assert.Equal(5, await RemoteAsync(node, id));

        // All that a filter takes, more than a page shows.
        await page.GetByLabel("Begins with").FillAsync("2");
        await Expect(page.GetByText("70 in all")).ToBeVisibleAsync();
        await page.GetByLabel("Select all on this page").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select all 70" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set to Remote" }).ClickAsync();
        await Expect(page.GetByText("All 70 set to Remote.")).ToBeVisibleAsync();
        Assert.Equal(75, await RemoteAsync(node, id));
        await window.PictureAsync("conflicts-many");

        // Somebody else's change is there at once, in the list and in the count.
        await node.GraphQl.ChangeAsync("deleteLocalNumbers", new { siteId = site.Id, numbers = new[] { "200" } });
        await Expect(page.GetByText("Extension 200: Owner of 200")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Conflicts (74)" })).ToBeVisibleAsync();
        await page.GetByLabel("Begins with").FillAsync("9");
        await Expect(page.GetByText("No conflict matches.")).ToBeVisibleAsync();
    }

    private static async Task<int> RemoteAsync(NodeProcess node, string connector)
    {
        var data = await node.GraphQl.QueryAsync("query ($id: ID!) { connector(id: $id) { extensionRanges { conflicts(first: 1, filter: { winner: REMOTE }) { totalCount } } } }", new { id = connector });
        return data.GetProperty("connector").GetProperty("extensionRanges").EnumerateArray().Sum(static range => range.GetProperty("conflicts").GetProperty("totalCount").GetInt32());
    }

    private static Task CallAsync(TestSite site) =>
        SippProcess.RunAsync(SippRole.Caller("caller_short", SipTransport.Udp, Loopback.NextEndpoint(), site.Node.Sip, "100", "150", site.Domain));
}
