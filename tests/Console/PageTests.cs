namespace SystemConnector.Console.Tests;

/// <summary>Each page, light, dark and on a phone's screen: pictures to look at, and nothing that keeps people out.</summary>
public sealed class PageTests(BrowserFixture browser)
{
    /// <summary>Paths of pages, and the names of their pictures.</summary>
    public static TheoryData<string, string> Pages => new()
    {
        { "connectors", "/connectors" },
        { "connector-new", "/connectors/new" },
        { "connector", "/connectors/{LocationB}" },
        { "conflicts", "/connectors/{LocationB}?tab=conflicts" },
        { "overview", "/" },
        { "cluster", "/cluster" },
        { "other-end", "/connectors/{LocationB}/other-end" },
        { "doctor", "/doctor?connector={OldPbx}" },
        { "migrations", "/migrations" },
        { "migrations-new", "/migrations/new" },
        { "numbers", "/numbers" },
        { "numbers-import", "/numbers/import" },
        { "sites", "/sites" },
        { "sites-new", "/sites/new" },
        { "calls", "/calls" },
        { "call-answered", "/calls/{AnsweredCall}" },
        { "call-failed", "/calls/{FailedCall}" },
        { "try-a-call", "/try-a-call?number=200&from=99&site={Headquarters}" },
        { "unmatched-callers", "/unmatched-callers" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_can_be_seen_and_used_by_everybody(string name, string path)
    {
        var (node, world) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node);
        foreach (var (variant, isDark, width) in new[] { ("light", false, 1280), ("dark", true, 1280), ("390", false, 390) })
        {
            await window.LookAsync(isDark, width);
            await window.GoAsync(world.Filled(path));
            await window.PictureAsync($"{name}-{variant}");
            await window.CheckAccessibilityAsync();
        }
    }

    [Fact]
    public async Task Sign_in_page_says_what_is_wrong()
    {
        var (node, _) = await browser.NodeAsync();
        await using var window = await browser.OpenAsync(node, key: null);
        await window.Page.GotoAsync("/sign-in");
        await window.Page.GetByLabel("API key").FillAsync("wrong");
        await window.Page.Keyboard.PressAsync("Enter");
        await Microsoft.Playwright.Assertions.Expect(window.Page.GetByRole(Microsoft.Playwright.AriaRole.Alert)).ToContainTextAsync("There is no such API key.");
        await window.PictureAsync("sign-in");
        await window.CheckAccessibilityAsync();
    }
}
