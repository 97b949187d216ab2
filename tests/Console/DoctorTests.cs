using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Sipp;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The doctor: choose, press the button, read what is wrong.</summary>
public sealed class DoctorTests(BrowserFixture browser)
{
    [Fact]
    public async Task Connector_is_chosen_by_keyboard_and_examined()
    {
        var (node, _) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/doctor");
        var examine = window.Page.GetByRole(AriaRole.Button, new() { Name = "Examine" });
        await Expect(examine).ToBeDisabledAsync();
        var choice = window.Page.GetByLabel("Connector", new() { Exact = true });
        await choice.FocusAsync();
        await window.Page.Keyboard.TypeAsync("Wareh");
        await Expect(window.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(examine).ToBeEnabledAsync();
        await examine.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        var status = window.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "warehouse.invalid" });
        await Expect(status).ToContainTextAsync("cannot be resolved", new() { Timeout = 30_000 });
        var first = window.Page.GetByRole(AriaRole.List, new() { Name = "Checks" }).GetByRole(AriaRole.Listitem).First;
        await Expect(first).ToContainTextAsync("Its address");
        await Expect(first).ToContainTextAsync("Wrong");
        await window.PictureAsync("doctor-wrong");
        await window.CheckAccessibilityAsync();
    }

    [Fact]
    public async Task Healthy_connector_with_a_test_number_is_called()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var farEnd = Loopback.NextEndpoint();
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", SipTransport.Udp, farEnd));
        var site = await DemoWorld.SiteAsync(node, "Surgery", "surgery.example");
        var connector = await DemoWorld.ConnectorAsync(node, new
        {
            siteId = site,
            name = "Healthy",
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = farEnd.ToString(),
            extensionRanges = new[] { new { min = "8200", max = "8299" } },
        });
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync($"/doctor?connector={Uri.EscapeDataString(connector)}");
        await window.Page.GetByLabel("Test number").FillAsync("8200");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Examine" }).ClickAsync();
        var checks = window.Page.GetByRole(AriaRole.List, new() { Name = "Checks" }).GetByRole(AriaRole.Listitem);
        await Expect(checks.Filter(new() { HasText = "A test call" })).ToContainTextAsync("8200 answered.", new() { Timeout = 40_000 });
        await Expect(checks.Filter(new() { HasText = "Its answer" })).ToContainTextAsync("Passed");
        // SIPp sends no audio, and the doctor says so.
        await Expect(checks.Filter(new() { HasText = "Audio both ways" })).ToContainTextAsync("No audio came from");
        await window.PictureAsync("doctor-call");
    }

    [Fact]
    public async Task Who_may_only_look_is_told_so()
    {
        var (node, world) = await browser.NodeAsync();
        var key = (await node.GraphQl.ChangeAsync("createApiKey", new { name = "doctor-viewer", role = "VIEWER" }, "secret")).GetProperty("secret").GetString()!;
        await using var window = await browser.OpenAsync(node, key: key);
        await window.GoAsync($"/doctor?connector={Uri.EscapeDataString(world.OldPbx)}");
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Examine" })).ToBeDisabledAsync();
        await Expect(window.Page.GetByText("role Operator")).ToBeVisibleAsync();
    }
}
