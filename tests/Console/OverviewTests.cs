using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The first page: whether the systems are linked, and where to go when they are not.</summary>
public sealed class OverviewTests(BrowserFixture browser)
{
    [Fact]
    public async Task Link_that_goes_down_and_comes_up_is_on_the_map_and_needs_attention_meanwhile()
    {
        SippInstallation.Require();
        await using var node = await NodeProcess.StartAsync();
        var farEnd = Loopback.NextEndpoint();
        var connector = await NewConnectorAsync(node, "Overview site", "overview.example", new
        {
            name = "Far shore",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = farEnd.ToString(),
            username = "trunk",
            password = "secret",
            extensionRanges = new[] { new { min = "8100", max = "8199" } },
        });
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/");
        var system = window.Page.GetByRole(AriaRole.Region, new() { Name = "Overview site" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Far shore" });
        await Expect(system).ToContainTextAsync("Unreachable", new() { Timeout = 30_000 });
        var attention = window.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Far shore: Unreachable" });
        await Expect(attention).ToContainTextAsync("does not answer");
        await Expect(attention.GetByRole(AriaRole.Link, new() { Name = "Examine" })).ToHaveAttributeAsync("href", $"/doctor?connector={Uri.EscapeDataString(connector)}");

        await using var far = await SippProcess.ListenAsync(SippRole.Listener("far_end_password", SipTransport.Udp, farEnd, ("trunkUser", "trunk"), ("trunkPassword", "secret")));
        await Expect(system).ToContainTextAsync("Registered", new() { Timeout = 60_000 });
        await Expect(attention).ToHaveCountAsync(0);

        await node.GraphQl.ChangeAsync("disableConnector", new { id = connector });
        await Expect(system).ToContainTextAsync("Disabled");
        await node.GraphQl.ChangeAsync("deleteConnector", new { id = connector });
        await Expect(system).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Fresh_node_tells_the_first_steps_and_follows_them()
    {
        await using var node = await NodeProcess.StartAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "No systems are linked yet" })).ToBeVisibleAsync();
        await window.PictureAsync("overview-fresh");
        await window.CheckAccessibilityAsync();
        await NewConnectorAsync(node, "Home", "home.example", new
        {
            name = "Away",
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = Loopback.NextEndpoint().ToString(),
            extensionRanges = new[] { new { min = "200", max = "299" } },
        });
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Home" }).GetByRole(AriaRole.Link, new() { Name = "Away" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "No systems are linked yet" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Calls_are_counted_as_they_come()
    {
        SippInstallation.Require();
        await using var node = await NodeProcess.StartAsync();
        var (farEnd, phone) = (Loopback.NextEndpoint(), Loopback.NextEndpoint());
        var site = await DemoWorld.SiteAsync(node, "Counting", "counting.example");
        await DemoWorld.PutAsync(node, site, [new { number = "100", kind = "EXTENSION", owner = "Ada", secret = "secret" }]);
        await DemoWorld.ConnectorAsync(node, new { siteId = site, name = "East", connectionType = "GENERIC_IP_AUTH", ipAddress = farEnd.ToString(), extensionRanges = new[] { new { min = "200", max = "299" } } });
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", SipTransport.Udp, farEnd));
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/");
        var bars = window.Page.Locator("svg.bars");
        await Expect(bars).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("at most 0;"));
        await SippProcess.RunAsync(SippRole.Caller("caller_short", SipTransport.Udp, phone, node.Sip, "100", "200", "counting.example"));
        await Expect(bars).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("at most 1;"));
        await Expect(window.Page.Locator("#calls-now")).ToHaveTextAsync("0");
    }

    private static async Task<string> NewConnectorAsync(NodeProcess node, string site, string domain, object input)
    {
        var fields = input.GetType().GetProperties().ToDictionary(static p => p.Name, p => p.GetValue(input));
        fields["siteId"] = await DemoWorld.SiteAsync(node, site, domain);
        return await DemoWorld.ConnectorAsync(node, fields);
    }
}
