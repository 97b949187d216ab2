using System.Collections.Concurrent;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Console.Tests;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace SystemConnector.Console.Tests;

/// <summary>Debian's Chromium, driven by Playwright, and the node that most tests look at.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly Installation s_chromium = new("chromium", "chromium");
    private static readonly Lazy<string?> s_axe = new(static () => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../axe/node_modules/axe-core/axe.min.js")) is var path && File.Exists(path) ? path : null);

    private readonly SemaphoreSlim _starting = new(1);
    private readonly ConcurrentDictionary<NodeProcess, Lazy<Task<IBrowserContext>>> _sessions = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private NodeProcess? _node;
    private DemoWorld? _world;

    /// <summary>Where pictures of pages go.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    /// <summary>The script of axe-core; null when it is not installed.</summary>
    public static string? Axe => s_axe.Value;

    public ValueTask InitializeAsync()
    {
        // A bound and no judgement: machines are small, and several browsers are at work. Speed is measured by tests/Load/console.
        Assertions.SetDefaultExpectTimeout(20_000);
        return default;
    }

    /// <summary>The shared node, with something of everything on it.</summary>
    internal async Task<(NodeProcess Node, DemoWorld World)> NodeAsync()
    {
        s_chromium.Require();
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _node ??= await NodeProcess.StartAsync();
            _world ??= await DemoWorld.MakeAsync(_node);
            return (_node, _world);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>A browser window of its own, signed in on a node.</summary>
    internal async Task<BrowserWindow> OpenAsync(NodeProcess node, string? key = NodeProcess.Key)
    {
        s_chromium.Require();
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = s_chromium.Path, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        }
        finally
        {
            _starting.Release();
        }
        // Most are signed in already, as people are: their windows share one browser for each node, with its session and its cache.
        if (key == NodeProcess.Key) return new BrowserWindow(await (await _sessions.GetOrAdd(node, each => new(() => SignInAsync(each))).Value).NewPageAsync(), node);
        var window = new BrowserWindow(await (await NewContextAsync(node)).NewPageAsync(), node, ownsContext: true);
        if (key is not null) await window.SignInAsync(key);
        return window;
    }

    private async Task<IBrowserContext> SignInAsync(NodeProcess node)
    {
        var context = await NewContextAsync(node);
        await using var window = new BrowserWindow(await context.NewPageAsync(), node);
        await window.SignInAsync(NodeProcess.Key);
        return context;
    }

    private async Task<IBrowserContext> NewContextAsync(NodeProcess node)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = node.Api.OriginalString,
            ColorScheme = ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Oslo",
        });
        context.SetDefaultTimeout(20_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        if (_node is not null) await _node.DisposeAsync();
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }
}

/// <summary>A browser window; closing it checks that nothing was asked of another origin and that no script failed.</summary>
internal sealed class BrowserWindow : IAsyncDisposable
{
    private readonly bool _ownsContext;
    private readonly NodeProcess _node;
    private readonly ConcurrentQueue<string> _faults = [];

    public BrowserWindow(IPage page, NodeProcess node, bool ownsContext = false)
    {
        (Page, _node, _ownsContext) = (page, node, ownsContext);
        var origin = node.Api.GetLeftPart(UriPartial.Authority);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                _faults.Enqueue($"asked another origin: {request.Url}");
        };
        page.PageError += (_, error) =>
        {
            // An event for what was rendered anew meanwhile has no handler, which Blazor tells the browser and goes on. Faults of ours are in the node's log.
            if (!error.Contains("'DispatchEventAsync'", StringComparison.Ordinal)) _faults.Enqueue($"a script failed: {error}");
        };
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) _faults.Enqueue(message.Text);
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Faults that a test expects are taken off by it.</summary>
    public ConcurrentQueue<string> Faults => _faults;

    /// <summary>Signs in by the form.</summary>
    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }

    /// <summary>Goes to a page and waits for its heading.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await Page.WaitForFunctionAsync("() => !document.querySelector('[aria-label=\"Loading\"]')");
    }

    /// <summary>Types into a field that offers choices and takes one; again when the list did not come, as people do.</summary>
    public async Task ChooseAsync(ILocator field, string text, string choice)
    {
        var option = Page.GetByRole(AriaRole.Option).Filter(new() { HasText = choice });
        for (var tries = 1; ; tries++)
        {
            await field.FillAsync("");
            await field.PressSequentiallyAsync(text);
            try
            {
                await option.ClickAsync(new() { Timeout = 5_000 });
                return;
            }
            catch (TimeoutException) when (tries < 4)
            {
                // The bound of the last try is the test's.
            }
        }
    }

    /// <summary>What it shows from the next page on: light or dark, wide or as on a phone.</summary>
    public async Task LookAsync(bool isDark, int width)
    {
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
        await Page.SetViewportSizeAsync(width, 900);
    }

    /// <summary>Keeps a picture of the page as it is.</summary>
    public async Task PictureAsync(string name)
    {
        // What sticks to the top is there in the picture, too.
        await Page.EvaluateAsync("() => scrollTo(0, 0)");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(BrowserFixture.Pictures, $"{name}.png"), FullPage = true });
    }

    /// <summary>Fails when axe-core has a serious finding.</summary>
    public async Task CheckAccessibilityAsync()
    {
        Assert.SkipWhen(BrowserFixture.Axe is null, "axe-core is not installed (npm ci in tests/Console/axe, which needs npm and its registry)");
        // As an extension would inject it: the page's own policy allows no foreign script.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(BrowserFixture.Axe!, TestContext.Current.CancellationToken));
        var findings = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .flatMap(v => v.nodes.slice(0, 3).map(n => `${v.id}: ${v.help}: ${n.target.join(' ')}: ${n.html.slice(0, 200)}`))
            """);
        Assert.True(findings.Length == 0, string.Join('\n', findings));
    }

    public async ValueTask DisposeAsync()
    {
        await (_ownsContext ? Page.Context.CloseAsync() : Page.CloseAsync());
        if (_node.Log.Contains("Unhandled exception in circuit", StringComparison.Ordinal)) _faults.Enqueue("a page ended by a fault of ours");
        if (!_faults.IsEmpty) throw new XunitException($"{string.Join('\n', _faults)}\n{_node.LogTail}");
    }
}
