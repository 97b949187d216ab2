using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>A far end at an address that no connector has: it is seen, assigned, and let in.</summary>
public sealed class UnmatchedCallersTests(BrowserFixture browser)
{
    [Fact]
    public async Task Stranger_is_assigned_to_a_connector_and_its_next_call_rings()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        var (west, stranger) = (Loopback.NextEndpoint(), Loopback.NextEndpoint());
        var connector = await site.AddIpConnectorAsync("West of the stranger", west, "300", "399", SipTransport.Udp);
        await site.AddIpConnectorAsync("Another", Loopback.NextEndpoint(), "400", "499", SipTransport.Udp);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", SipTransport.Udp);
        await Eventually.TrueAsync(
            async () =>
            {
                await SippProcess.RunAsync(SippRole.Caller("caller_unauthenticated", SipTransport.Udp, stranger, node.Sip, "300", "150", site.Domain));
                return (await node.GraphQl.QueryAsync("query ($site: ID!) { unmatchedCallers(siteId: $site) { totalCount } }", new { site = site.Id })).GetProperty("unmatchedCallers").GetProperty("totalCount").GetInt32() > 0;
            },
            TimeSpan.FromSeconds(20), () => "the stranger is listed");

        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync("/unmatched-callers");
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Unmatched callers" }).GetByRole(AriaRole.Row).Filter(new() { HasText = $"{stranger.Address}" });
        await Expect(row).ToContainTextAsync("Address not known");
        await Expect(row).ToContainTextAsync("assign it to a connector");
        await row.GetByRole(AriaRole.Button).ClickAsync();

        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Assign" })).ToBeDisabledAsync();
        await window.ChooseAsync(dialog.GetByLabel("Connector with IP auth"), "of the str", "West of the stranger");
        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "What it will do" })).ToContainTextAsync($"{west}, {stranger.Address}");
        await window.PictureAsync("unmatched-callers-assign");
        await window.CheckAccessibilityAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Assign" }).ClickAsync();
        await Expect(page.GetByText($"{stranger.Address} belongs to \"West of the stranger\" now.")).ToBeVisibleAsync();
        await Expect(row).ToHaveCountAsync(0);

        var address = (await node.GraphQl.QueryAsync("query ($id: ID!) { connector(id: $id) { ipAddress } }", new { id = connector.Id })).GetProperty("connector").GetProperty("ipAddress").GetString();
        Assert.Equal($"{west}, {stranger.Address}", address);
        await SippProcess.RunAsync(SippRole.Caller("caller_short", SipTransport.Udp, stranger, node.Sip, "300", "150", site.Domain));
        await phone.FinishAsync();
        Assert.Single(phone.ReceivedRequests("INVITE"));
    }

    [Fact]
    public async Task Viewer_sees_callers_and_cannot_assign_them()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var key = (await node.GraphQl.ChangeAsync("createApiKey", new { name = "Looks at strangers", role = "VIEWER" }, "secret")).GetProperty("secret").GetString()!;
        await using var window = await browser.OpenAsync(node, key: key);
        await window.GoAsync("/unmatched-callers");
        await Expect(window.Page.GetByText("Username not known").First).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Assign" })).ToHaveCountAsync(0);
    }
}
