using System.Text.Json;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>The form of a connector: added, changed and deleted by keyboard, with what is true at the API and at the far end afterwards.</summary>
public sealed class ConnectorFormTests(BrowserFixture browser)
{
    private const string Username = "trunk", Password = "pass-Word.17";

    [Fact]
    public async Task Ip_connector_is_added_by_keyboard_comes_up_and_is_deleted()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        await site.AddExtensionsAsync("150");
        var farEnd = Loopback.NextEndpoint();
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", SipTransport.Udp, farEnd));
        await using var window = await browser.OpenAsync(node);
        var (page, hands) = (window.Page, new KeyboardHands(window.Page));

        // From the list, as people come.
        await window.GoAsync("/connectors");
        await hands.PressAsync(AriaRole.Link, "Add System Connector");
        await hands.ChooseAsync("Site", site.Id);
        await hands.TypeAsync("Name", "Location B by hand");
        await hands.TypeAsync("Extension Range Min", "130");
        await hands.TypeAsync("Extension Range Max", "200");
        // What it would do, before the address is known.
        await Expect(page.Locator(".preview")).ToContainTextAsync("71 numbers");
        await Expect(page.GetByText("1 of the numbers 130–200 are local numbers as well")).ToBeVisibleAsync();
        await hands.ToAsync(page.GetByRole(AriaRole.Radio, new() { Name = "Generic Password Auth" }));
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByLabel("Username")).ToHaveCountAsync(0);
        await hands.TypeAsync("IP Address", farEnd.ToString());
        await hands.ToAsync(page.GetByLabel("NAT Transformation", new() { Exact = true }));
        await page.Keyboard.PressAsync("Space");
        await window.PictureAsync("connector-new-ip");
        await window.CheckAccessibilityAsync();
        await hands.PressAsync(AriaRole.Button, "Create System Connector");

        // It comes up, and the page says so.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Location B by hand");
        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Trunk" })).ToContainTextAsync("Reachable");
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Conflicts (1)" })).ToBeVisibleAsync();
        var saved = (await ConnectorsAsync(site)).Single();
        Assert.Equal(("GENERIC_IP_AUTH", farEnd.ToString(), true), (saved.GetProperty("connectionType").GetString(), saved.GetProperty("ipAddress").GetString(), saved.GetProperty("natTransformation").GetBoolean()));

        // Deleted, after it was said what that cuts off.
        await hands.PressAsync(AriaRole.Button, "Delete System Connector");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Reroutes 70 of 71 numbers");
        await window.PictureAsync("connector-delete");
        await window.CheckAccessibilityAsync();
        await hands.ToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete System Connector" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Uri(node.Api, "/connectors").AbsoluteUri);
        Assert.Empty(await ConnectorsAsync(site));
    }

    [Fact]
    public async Task Password_connector_is_added_by_keyboard_and_registers()
    {
        SippInstallation.Require();
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        var farEnd = Loopback.NextEndpoint();
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("far_end_password", SipTransport.Udp, farEnd, ("trunkUser", Username), ("trunkPassword", Password)));
        await using var window = await browser.OpenAsync(node);
        var (page, hands) = (window.Page, new KeyboardHands(window.Page));

        await window.GoAsync($"/connectors/new?site={Uri.EscapeDataString(site.Id)}");
        await hands.TypeAsync("Name", "East by hand");
        await hands.TypeAsync("Extension Range Min", "200");
        await hands.TypeAsync("Extension Range Max", "299");
        await hands.TypeAsync("IP Address", farEnd.ToString());
        await hands.TypeAsync("Username", Username);
        await hands.TypeAsync("Password", Password);
        // The register string, as it is typed; the password is not shown.
        var length = $"{Username}@{farEnd.Address}:{Password}".Length;
        await Expect(page.Locator("output")).ToHaveTextAsync($"{Username}@{farEnd.Address}:{{password}}");
        await Expect(page.GetByText($"{length} characters")).ToBeVisibleAsync();
        await window.PictureAsync("connector-new-password");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Trunk" })).ToContainTextAsync("Registered");
        await Expect(page.GetByLabel("Password", new() { Exact = true })).ToHaveValueAsync("");
        Assert.True((await ConnectorsAsync(site)).Single().GetProperty("register").GetBoolean());
        Assert.DoesNotContain(Password, await page.ContentAsync(), StringComparison.Ordinal);
        await far.FinishAsync();
    }

    [Fact]
    public async Task Faults_are_said_at_the_field_before_anything_is_saved()
    {
        var (node, _) = await browser.NodeAsync();
        var site = await TestSite.CreateAsync(node);
        await site.AddIpConnectorAsync("Taken", Loopback.NextEndpoint(), "500", "599", SipTransport.Udp);
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync($"/connectors/new?site={Uri.EscapeDataString(site.Id)}");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Taken");
        await page.GetByLabel("Extension Range Min").FillAsync("520");
        await page.GetByLabel("Extension Range Max").FillAsync("51");
        await Expect(page.GetByText("Both ends of a range have the same number of digits.")).ToBeVisibleAsync();
        // Nobody was at the address yet: it is not asked for.
        await Expect(page.GetByText("The address of the far side must be given.")).ToHaveCountAsync(0);
        await page.GetByLabel("Extension Range Max").FillAsync("610");
        await Expect(page.GetByText("Other connectors have some of 520–610 as well: Taken.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create System Connector" }).ClickAsync();
        await Expect(page.GetByText("The address of the far side must be given.")).ToBeVisibleAsync();
        await Expect(page.GetByText("The site has a connector named \"Taken\" already.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await window.PictureAsync("connector-faults");
        await window.CheckAccessibilityAsync();
        Assert.Single(await ConnectorsAsync(site));
    }

    [Fact]
    public async Task Change_of_somebody_else_is_shown_and_never_overwritten()
    {
        var (node, _) = await browser.NodeAsync();
        var connector = await NewAsync(node, "West");
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync(connector.Path());
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("West by me");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Discard changes" })).ToBeEnabledAsync();
        await node.GraphQl.ChangeAsync("updateConnector", new { id = connector.Id, name = "West by them", priority = 7 });

        // Live, and saving does not go over it.
        var meanwhile = page.GetByRole(AriaRole.Table, new() { Name = "What they changed" });
        await Expect(meanwhile).ToContainTextAsync("West by them");
        await window.PictureAsync("connector-meanwhile");
        await window.CheckAccessibilityAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save System Connector" }).ClickAsync();
        await Expect(page.GetByText("Not saved: somebody else changed the connector meanwhile.")).ToBeVisibleAsync();
        Assert.Equal("West by them", await NameAsync(connector));

        // Mine is kept, with what they changed elsewhere.
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep mine" }).ClickAsync();
        await Expect(meanwhile).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save System Connector" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("West by me");
        var saved = (await ConnectorsAsync(connector.Site)).Single();
        Assert.Equal(("West by me", 7), (saved.GetProperty("name").GetString(), saved.GetProperty("priority").GetInt32()));

        // Whoever has typed nothing just sees it.
        await node.GraphQl.ChangeAsync("updateConnector", new { id = connector.Id, name = "West again" });
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("West again");
    }

    [Fact]
    public async Task What_is_typed_is_not_lost_silently()
    {
        var (node, _) = await browser.NodeAsync();
        var connector = await NewAsync(node, "North", Password);
        await using var window = await browser.OpenAsync(node);
        var page = window.Page;
        await window.GoAsync(connector.Path());
        var name = page.GetByLabel("Name", new() { Exact = true });
        await name.FillAsync("North, not saved");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("typed-but-not-saved");
        await page.WaitForFunctionAsync("() => Object.values(sessionStorage).some(kept => kept.includes('not saved'))");
        Assert.False(await page.EvaluateAsync<bool>("() => Object.values(sessionStorage).some(kept => kept.includes('typed-but-not-saved'))"));

        // Inside: a question.
        await page.GetByRole(AriaRole.Link, new() { Name = "Numbers", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stay here" }).ClickAsync();
        await Expect(name).ToHaveValueAsync("North, not saved");

        // The page lost and opened anew: the browser asks, and what was typed is there again, but for the password.
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Dialog += (_, dialog) =>
        {
            asked.TrySetResult(dialog.Type);
            _ = dialog.AcceptAsync();
        };
        await page.ReloadAsync();
        Assert.Equal("beforeunload", await asked.Task);
        await Expect(name).ToHaveValueAsync("North, not saved");
        await Expect(page.GetByText("What you had typed is here again")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Password", new() { Exact = true })).ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard it" }).ClickAsync();
        await Expect(name).ToHaveValueAsync("North");
        await page.WaitForFunctionAsync("() => !Object.values(sessionStorage).some(kept => kept.includes('not saved'))");
    }

    [Fact]
    public async Task Viewer_looks_and_operator_switches()
    {
        var (node, _) = await browser.NodeAsync();
        var connector = await NewAsync(node, "South");
        var key = (await node.GraphQl.ChangeAsync("createApiKey", new { name = "operator of the form", role = "OPERATOR" }, "secret")).GetProperty("secret").GetString()!;
        await using var window = await browser.OpenAsync(node, key: key);
        var page = window.Page;
        await window.GoAsync(connector.Path());
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save System Connector" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Trunk" })).ToContainTextAsync("Disabled");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enable", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true })).ToBeVisibleAsync();
        await window.GoAsync("/connectors/new");
        await Expect(page.GetByText("Only an administrator may add a connector.")).ToBeVisibleAsync();
    }

    private static async Task<TestConnector> NewAsync(NodeProcess node, string name, string? password = null)
    {
        var site = await TestSite.CreateAsync(node);
        return password is null
            ? await site.AddIpConnectorAsync(name, Loopback.NextEndpoint(), "200", "299", SipTransport.Udp)
            : await site.AddPasswordConnectorAsync(name, Loopback.NextEndpoint(), "200", "299", SipTransport.Udp, Username, password, register: false);
    }

    private static async Task<string> NameAsync(TestConnector connector) =>
        (await connector.Site.Node.GraphQl.QueryAsync("query ($id: ID!) { connector(id: $id) { name } }", new { id = connector.Id })).GetProperty("connector").GetProperty("name").GetString()!;

    private static async Task<List<JsonElement>> ConnectorsAsync(TestSite site) =>
        [.. (await site.Node.GraphQl.QueryAsync("query ($id: ID!) { site(id: $id) { connectors { nodes { id version name connectionType ipAddress natTransformation register priority } } } }", new { id = site.Id }))
            .GetProperty("site").GetProperty("connectors").GetProperty("nodes").EnumerateArray()];
}
