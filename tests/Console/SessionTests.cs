using System.Net;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests.Nodes;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

public sealed class SessionTests(BrowserFixture browser)
{
    [Fact]
    public async Task Who_may_only_look_is_shown_nothing_to_change()
    {
        var (node, _) = await browser.NodeAsync();
        var key = (await node.GraphQl.ChangeAsync("createApiKey", new { name = "guest of the console", role = "VIEWER" }, "secret")).GetProperty("secret").GetString()!;
        await using var window = await browser.OpenAsync(node, key: key);
        await window.GoAsync("/connectors");
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Location B", Exact = true })).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Add System Connector" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Key_that_is_revoked_ends_the_session_and_says_so()
    {
        var (node, _) = await browser.NodeAsync();
        var made = await node.GraphQl.ChangeAsync("createApiKey", new { name = "short-lived", role = "OPERATOR" }, "secret apiKey { id }");
        await using var window = await browser.OpenAsync(node, key: made.GetProperty("secret").GetString()!);
        await window.GoAsync("/connectors");
        await node.GraphQl.ChangeAsync("revokeApiKey", new { id = made.GetProperty("apiKey").GetProperty("id").GetString() });
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("sign in again");
    }

    [Fact]
    public async Task Signed_out_browser_is_led_to_the_form_and_back_to_where_it_wanted()
    {
        var (node, _) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node, key: null);
        await window.Page.GotoAsync("/connectors?state=Unreachable");
        await window.Page.GetByLabel("API key").FillAsync(NodeProcess.Key);
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/connectors\\?state=Unreachable$"));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.GetByLabel("API key")).ToBeVisibleAsync();
        await window.Page.GotoAsync("/connectors");
        await Expect(window.Page.GetByLabel("API key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Person_signs_in_at_the_openid_provider_with_the_role_that_it_says()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var node = await NodeProcess.StartAsync(
            $"--Api:Oidc:Authority={provider.Authority}", $"--Api:Oidc:Audience={OpenIdProvider.Audience}", "--Api:Oidc:Admins:0=phones-admin", "--Api:Oidc:Viewers:0=phones-guest",
            $"--Console:Oidc:ClientId={OpenIdProvider.ClientId}", $"--Console:Oidc:ClientSecret={OpenIdProvider.Secret}", "--Console:Oidc:Label=Sign in with Example");
        await using (var window = await browser.OpenAsync(node, key: null))
        {
            // Only there the browser leaves the node, since the person went.
            await window.Page.GotoAsync("/connectors");
            await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example" }).ClickAsync();
            await Expect(window.Page.GetByText("oidc:rani")).ToBeVisibleAsync();
            await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Add System Connector" })).ToBeVisibleAsync();
            Assert.All(window.Faults, fault => Assert.StartsWith($"asked another origin: {provider.Authority}/authorize", fault, StringComparison.Ordinal));
            window.Faults.Clear();
        }
        provider.Role = "nobody-here";
        await using var refused = await browser.OpenAsync(node, key: null);
        await refused.Page.GotoAsync("/sign-in");
        await refused.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example" }).ClickAsync();
        await Expect(refused.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        refused.Faults.Clear();
    }

    [Fact]
    public async Task Session_survives_a_node_that_is_killed_and_comes_back()
    {
        await using var node = await NodeProcess.StartAsync();
        await using var window = await browser.OpenAsync(node);
        await window.GoAsync("/connectors");
        await node.KillAsync();
        await Expect(window.Page.GetByText("The connection to the node is lost")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await node.StartAgainAsync();
        var site = await DemoWorld.SiteAsync(node, "After the fall", "after.example");
        await DemoWorld.ConnectorAsync(node, new { siteId = site, name = "Made while away", connectionType = "GENERIC_IP_AUTH", ipAddress = "127.0.0.9", extensionRanges = new[] { new { min = "10", max = "19" } } });
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Made while away" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        window.Faults.Clear();
    }

    [Fact]
    public async Task Pages_forbid_what_they_do_not_need_and_forms_of_others_change_nothing()
    {
        var (node, _) = await browser.NodeAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = node.Api };
        var page = await http.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());

        // A form without the token of ours, though its cookie came along.
        var forged = await http.PostAsync(new Uri("/session/key", UriKind.Relative), new FormUrlEncodedContent([new("key", NodeProcess.Key)]), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(forged.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], static cookie => cookie.StartsWith("sc-session=", StringComparison.Ordinal));

        // A page of another origin.
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        foreign.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode);

        // What is not there says so, to a browser with a page and to others with a status alone.
        using var browserAsks = new HttpRequestMessage(HttpMethod.Get, "/nothing-here");
        browserAsks.Headers.Accept.ParseAdd("text/html");
        var missing = await http.SendAsync(browserAsks, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("There is no such page", await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Nobody's circuit shows anything: pages need a session.
        var nobody = await http.GetAsync(new Uri("/connectors", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, nobody.StatusCode);
        Assert.Equal("/sign-in", nobody.Headers.Location!.AbsolutePath);

        // Behind a proxy with TLS the way there is that of the browser.
        using var overTls = new HttpRequestMessage(HttpMethod.Get, "/connectors");
        overTls.Headers.Add("X-Forwarded-Proto", "https");
        Assert.Equal("https", (await http.SendAsync(overTls, TestContext.Current.CancellationToken)).Headers.Location!.Scheme);
    }
}
