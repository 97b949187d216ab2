using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>Calls that SIPp places, as the console shows them while they go on and afterwards.</summary>
public sealed class CallsTests(BrowserFixture browser)
{
    [Fact]
    public async Task Call_is_seen_while_it_goes_on_and_its_ladder_can_be_read_by_keyboard()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var (site, east) = await SiteAsync(node);
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/calls?site={Uri.EscapeDataString(site.Id)}");
        await Expect(page.GetByText("Nobody is on the phone")).ToBeVisibleAsync();

        using var barrier = new SippBarrier();
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_across_callers_restart", SipTransport.Udp, east));
        await using var caller = SippProcess.Start(SippRole.Caller("caller_across_restart", SipTransport.Udp, Loopback.NextEndpoint(), node.Sip, "100", "200", site.Domain) with { Barrier = barrier.Endpoint });
        await barrier.ReachedAsync();
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Calls that go on" }).GetByRole(AriaRole.Row).Nth(1);
        await Expect(row).ToContainTextAsync("phone → East");
        await Expect(row).ToContainTextAsync("Talking");
        await window.PictureAsync("calls-active");
        await window.CheckAccessibilityAsync();
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Call from 100 to 200");
        await Expect(page.GetByText("Goes on", new() { Exact = true })).ToBeVisibleAsync();
        var bye = page.GetByRole(AriaRole.Button, new() { Name = "BYE sip:" });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Caller 100 to" }).First).ToContainTextAsync("INVITE sip:200@");
        await Expect(bye).ToHaveCountAsync(0);

        // Its end is on the screen by itself, with the last messages.
        await barrier.ReleaseAsync();
        await caller.CompletedAsync();
        await Expect(page.GetByText("Answered", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("The caller hung up after")).ToBeVisibleAsync();
        await Expect(bye).ToHaveCountAsync(2);
        await far.FinishAsync();

        await bye.First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("pre")).ToContainTextAsync("BYE");
        await Expect(dialog.Locator("pre")).ToContainTextAsync("Call-ID: ");
        await window.PictureAsync("call-message");
        await window.CheckAccessibilityAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(bye.First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Failed_calls_say_why_and_what_to_do_and_are_found_by_their_cause()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var (site, east) = await SiteAsync(node);
        await using (var far = await SippProcess.ListenAsync(SippRole.Listener("callee_refuses", SipTransport.Udp, east, ("status", "404"))))
        {
            await RefusedAsync(site, "200", "404");
            await far.FinishAsync();
        }
        await RefusedAsync(site, "999", "404");
        await RefusedAsync(site, "998", "404");
        foreach (var number in new[] { "200", "999", "998" }) await Calls.RecordAsync(node, site.Id, number);

        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/calls?site={Uri.EscapeDataString(site.Id)}");
        var calls = page.GetByRole(AriaRole.Table, new() { Name = "Past calls" });
        await Expect(calls.GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await Expect(calls).ToContainTextAsync("The far side of connector \"East\" answered 404");
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Number unknown" })).ToContainTextAsync("2");

        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Far side refused" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(calls.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("cause=FAR_SIDE_REFUSED"));
        // The reader's own clock; who is sent the address has another.
        var until = page.GetByLabel("Until, your time");
        await until.FillAsync("2098-07-01T12:00");
        await until.BlurAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("to=2098-07-01T10(:|%3A)00"));
        await Expect(until).ToHaveValueAsync("2098-07-01T12:00");
        await Expect(calls.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await page.GetByLabel("Number, caller's or dialled").FillAsync("998");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("number=998"));
        await Expect(calls.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByLabel("Number, caller's or dialled").FillAsync("200");
        await calls.GetByRole(AriaRole.Link, new() { Name = "Call from 100 to 200" }).First.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Call from 100 to 200");
        await Expect(page.GetByText("correct the connector's range")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Places at which the call was offered" })).ToContainTextAsync("404 · Far side refused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain this call again" }).ClickAsync();
        await Expect(page.GetByText("It would go the same way.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Connectors in the order in which they are tried" })).ToContainTextAsync("Taken");
        await window.PictureAsync("call-explained");
        await window.CheckAccessibilityAsync();
    }

    [Fact]
    public async Task Viewer_reads_calls_but_no_messages()
    {
        SippInstallation.Require();
        var (node, world) = await browser.NodeAsync();
        var key = (await node.GraphQl.ChangeAsync("createApiKey", new { name = "Looks at calls", role = "VIEWER" }, "secret")).GetProperty("secret").GetString()!;
        await using var window = await browser.OpenAsync(node, key: key);
        await window.GoAsync(world.Filled("/calls/{AnsweredCall}"));
        await Expect(window.Page.GetByText("The messages of a call are shown to operators.")).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("It was answered after")).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToHaveCountAsync(0);
    }

    // A site with the phone 100, and the connector East with 200 to 299.
    private static async Task<(TestSite Site, System.Net.IPEndPoint East)> SiteAsync(NodeProcess node)
    {
        var site = await TestSite.CreateAsync(node);
        var east = Loopback.NextEndpoint();
        await site.AddExtensionsAsync("100");
        await site.AddIpConnectorAsync("East", east, "200", "299", SipTransport.Udp);
        await site.RoutesAsync("100", "LOCAL");
        await site.RoutesAsync("200", "REMOTE");
        return (site, east);
    }

    private static Task RefusedAsync(TestSite site, string number, string status) =>
        SippProcess.RunAsync(SippRole.Caller("caller_refused", SipTransport.Udp, Loopback.NextEndpoint(), site.Node.Sip, "100", number, site.Domain, ("status", status)));
}
