using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Sipp;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>Setting up the other end: what to type there, and what was seen of it.</summary>
public sealed class OtherEndTests(BrowserFixture browser)
{
    [Fact]
    public async Task Kit_of_the_chosen_system_is_copied_step_by_step()
    {
        var (node, world) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node);
        await window.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"], new() { Origin = node.Api.GetLeftPart(UriPartial.Authority) });
        await window.GoAsync($"/connectors/{Uri.EscapeDataString(world.OldPbx)}/other-end");
        await window.Page.GetByLabel("What stands there").ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Asterisk" }).ClickAsync();
        await Expect(window.Page.GetByText("/etc/asterisk/pjsip_wizard.conf")).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Copy Trunk" }).ClickAsync();
        await Expect(window.Page.GetByText("Copied.")).ToBeVisibleAsync();
        var copied = await window.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Contains("type = wizard", copied, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-trunk", await window.Page.ContentAsync(), StringComparison.Ordinal);
        await window.PictureAsync("other-end-asterisk");
        await window.CheckAccessibilityAsync();
    }

    [Fact]
    public async Task Checklist_ticks_as_the_far_end_registers_answers_and_calls()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var (farEnd, phone, callee) = (Loopback.NextEndpoint(), Loopback.NextEndpoint(), Loopback.NextEndpoint());
        var site = await DemoWorld.SiteAsync(node, "Ticking", "ticking.example");
        await DemoWorld.PutAsync(node, site, [new { number = "100", kind = "EXTENSION", owner = "Ada", secret = "secret" }, new { number = "101", kind = "EXTENSION", owner = "Mei", target = $"sip:101@{callee}" }]);
        var connector = await DemoWorld.ConnectorAsync(node, new
        {
            siteId = site,
            name = "Clock tower",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = farEnd.ToString(),
            username = "trunk",
            password = "secret",
            register = true,
            extensionRanges = new[] { new { min = "8300", max = "8399" } },
        });
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync($"/connectors/{Uri.EscapeDataString(connector)}/other-end");
        var items = window.Page.GetByRole(AriaRole.List, new() { Name = "Checklist" }).GetByRole(AriaRole.Listitem);
        await Expect(items).ToHaveCountAsync(5);
        await Expect(window.Page.Locator("ol.checks .seen")).ToHaveCountAsync(0);

        await using var far = await SippProcess.ListenAsync(SippRole.Listener("far_end_password", SipTransport.Udp, farEnd, ("trunkUser", "trunk"), ("trunkPassword", "secret")));
        await Expect(items.Filter(new() { HasText = "(REGISTER)" })).ToHaveClassAsync("seen", new() { Timeout = 60_000 });
        // It is examined by itself then.
        await Expect(items.Filter(new() { HasText = "(OPTIONS)" })).ToHaveClassAsync("seen", new() { Timeout = 30_000 });
        await Expect(items.Filter(new() { HasText = "(OPTIONS)" })).ToContainTextAsync("answered");

        await SippProcess.RunAsync(SippRole.Caller("caller_short", SipTransport.Udp, phone, node.Sip, "100", "8300", "ticking.example"));
        await Expect(items.Filter(new() { HasText = "A call to there" })).ToContainTextAsync("100 called 8300");
        await Expect(items.Filter(new() { HasText = "A call from there" })).ToHaveClassAsync("waiting");

        await using var answering = await SippProcess.ListenAsync(SippRole.Listener("callee_short", SipTransport.Udp, callee));
        await SippProcess.RunAsync(SippRole.Caller("caller_short", SipTransport.Udp, Loopback.NextEndpoint(), node.Sip, "trunk", "101", "ticking.example", ("password", "secret")));
        await Expect(items.Filter(new() { HasText = "A call from there" })).ToHaveClassAsync("seen");
        await window.PictureAsync("other-end-ticking");
    }
}
