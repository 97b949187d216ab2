using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using static Microsoft.Playwright.Assertions;

namespace SystemConnector.Console.Tests;

/// <summary>Measures what people wait for, on a node with 10,000 connectors. No part of the suite: tests/Load/console runs it and judges the figures.</summary>
public sealed class SpeedTests(BrowserFixture browser)
{
    private const int Connectors = 10_000, Rounds = 10;

    [Fact(Explicit = true)]
    public async Task First_page_and_state_changes()
    {
        await using var node = await NodeProcess.StartAsync();
        var site = await DemoWorld.SiteAsync(node, "Headquarters", "hq.example");
        var list = "name,connectionType,ipAddress,extensionRanges,enabled\n" + string.Concat(Enumerable.Range(0, Connectors).Select(static i =>
            string.Create(CultureInfo.InvariantCulture, $"Branch {i:D5},GENERIC_IP_AUTH,127.0.{i / 250}.{1 + i % 250}:5070,{100_000 + i * 10}-{100_009 + i * 10},{i < Rounds}\n")));
        var job = (await node.GraphQl.ChangeAsync("importConnectors", new { siteId = site, format = "CSV", content = list }, "job { id }")).GetProperty("job").GetProperty("id").GetString();
        await Eventually.TrueAsync(
            async () =>
            {
                var now = (await node.GraphQl.QueryAsync("query ($id: ID!) { job(id: $id) { state faults { message } } }", new { id = job })).GetProperty("job");
                Assert.True(now.GetProperty("state").GetString() is "QUEUED" or "RUNNING" or "SUCCEEDED", now.ToString());
                return now.GetProperty("state").GetString() == "SUCCEEDED";
            },
            TimeSpan.FromMinutes(5), () => "10,000 connectors are imported");

        var first = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            // A browser that was never here: nothing is in its cache.
            await using var window = await browser.OpenAsync(node, key: null);
            await window.Page.GotoAsync("/connectors");
            await window.Page.GetByLabel("API key").FillAsync(NodeProcess.Key);
            var began = Stopwatch.GetTimestamp();
            await window.Page.Keyboard.PressAsync("Enter");
            await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Branch 00000", Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
            first.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var changes = new List<double>();
        await using (var window = await browser.OpenAsync(node))
        {
            await window.GoAsync("/connectors");
            var nodes = (await node.GraphQl.QueryAsync("{ connectors(first: 10, orderBy: { field: NAME }) { nodes { id name } } }")).GetProperty("connectors").GetProperty("nodes");
            foreach (var connector in nodes.EnumerateArray())
            {
                var row = window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = connector.GetProperty("name").GetString() });
                await Expect(row).Not.ToContainTextAsync("Disabled");
                var began = Stopwatch.GetTimestamp();
                await node.GraphQl.ChangeAsync("disableConnector", new { id = connector.GetProperty("id").GetString() });
                await Expect(row).ToContainTextAsync("Disabled", new() { Timeout = 30_000 });
                changes.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        TestContext.Current.SendDiagnosticMessage($"first page ms: {Figures(first)}");
        TestContext.Current.SendDiagnosticMessage($"state change ms: {Figures(changes)}");
    }

    private static string Figures(List<double> values) => string.Join(' ', values.Order().Select(static value => value.ToString("0", CultureInfo.InvariantCulture)));
}
