using System.Net;
using System.Text.Json;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>
/// The example with which the project began, through the API alone: A has 100–150, B has 150–200, a connector links them. 150 is A's until
/// somebody decides otherwise; a call of a phone that nobody here wrote follows the decision, and follows it back.
/// </summary>
public class SeedExampleTests(SharedNode shared)
{
    private const string Conflicts = """
        query ($id: ID!) {
          connector(id: $id) {
            conflictCount
            extensionRanges { conflicts(first: 200) { totalCount nodes { numbers { min max } kind text winner decided why remedy } } }
          }
        }
        """;

    [Fact]
    public async Task Number_that_both_have_is_resolved_called_undone_and_called_again()
    {
        SippInstallation.Require();
        var node = await shared.GetAsync();
        var (a, b) = (await TestSite.CreateAsync(node), await TestSite.CreateAsync(node));
        await PutAsync(a, 100, 150);
        await PutAsync(b, 150, 200);
        var farEnd = Loopback.NextEndpoint();

        // 1. Before it is saved: what the connector would do, and what collides.
        var input = new
        {
            siteId = a.Id,
            name = "Location B",
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = farEnd.ToString(),
            extensionRanges = new[] { new { min = "110", max = "200" } },
        };
        var preview = await PreviewAsync(node, "previewConnector", new { create = input });
        Assert.Equal("Reroutes 50 of 91 numbers: 50 from nobody to connector \"Location B\".", preview.GetProperty("summary").GetString());
        Assert.Equal(["151–200"], Spans(preview));
        Assert.Equal(41, preview.GetProperty("conflictCounts")[0].GetProperty("appearing").GetInt32());

        // 2. The Conflicts list, in the words that people know.
        var connector = await AddAsync(a, input);
        var conflicts = await ConflictsAsync(node, connector);
        Assert.Equal(41, conflicts.Count(static c => c.GetProperty("kind").GetString() == "EXTENSION"));
        var rani = conflicts.Single(static c => c.GetProperty("text").GetString() == "Extension 115: Rani Oliver");
        Assert.Equal(("LOCAL", false), (rani.GetProperty("winner").GetString(), rani.GetProperty("decided").GetBoolean()));
        Assert.Equal("Local numbers come before connectors unless it is decided otherwise.", rani.GetProperty("why").GetString());
        Assert.Equal("Decide for Remote, and 115 goes to \"Location B\".", rani.GetProperty("remedy").GetString());

        // 3. 150 is A's.
        await using var phone = await RegisteredPhone.StartAsync(a, "150", "callee_short", SipTransport.Udp);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", SipTransport.Udp, farEnd));
        await CallAsync(a);
        Assert.Equal((1, 0), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));

        // 4. Resolved to Remote: previewed, decided, and the call follows, as it was explained before.
        var decision = new { extensionRangeId = connector.RangeId, number = "150", precedence = "REMOTE" };
        preview = await PreviewAsync(node, "previewNumbers", new { siteId = a.Id, decide = new[] { decision } });
        Assert.Equal("Reroutes 1 of 1 number: 1 from extensions to connector \"Location B\".", preview.GetProperty("summary").GetString());
        Assert.Equal("LOCAL", (await ExplainAsync(a)).GetProperty("outcome").GetString());
        await connector.DecideAsync("150", "REMOTE");
        await a.RoutesAsync("150", "REMOTE");
        var request = (await ExplainAsync(a)).GetProperty("candidates")[0].GetProperty("requests")[0];
        await CallAsync(a);
        Assert.Equal((1, 1), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));
        Assert.Equal(request.GetProperty("requestLine").GetString(), far.ReceivedRequests("INVITE")[0].StartLine);
        Assert.Equal(farEnd, IPEndPoint.Parse(request.GetProperty("nextHop").GetString()!));
        var decided = (await ConflictsAsync(node, connector)).Single(static c => c.GetProperty("numbers").GetProperty("min").GetString() == "150");
        Assert.Equal(("REMOTE", true), (decided.GetProperty("winner").GetString(), decided.GetProperty("decided").GetBoolean()));

        // 5. Undone, and the call follows back.
        await connector.DecideAsync("150", null);
        await a.RoutesAsync("150", "LOCAL");
        await CallAsync(a);
        Assert.Equal((2, 1), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));
        await far.FinishAsync();
        await phone.FinishAsync();
    }

    private static Task PutAsync(TestSite site, int first, int last) => site.Node.GraphQl.ChangeAsync("putLocalNumbers", new
    {
        siteId = site.Id,
        numbers = Enumerable.Range(first, last - first + 1).Select(static n => new { number = $"{n}", kind = "EXTENSION", owner = n == 115 ? "Rani Oliver" : $"Owner of {n}", secret = "secret" }),
    });

    private static async Task<TestConnector> AddAsync(TestSite site, object input)
    {
        var created = (await site.Node.GraphQl.ChangeAsync("createConnector", input, "connector { id extensionRanges { id } }")).GetProperty("connector");
        return new TestConnector(site, created.GetProperty("id").GetString()!, created.GetProperty("extensionRanges")[0].GetProperty("id").GetString()!);
    }

    private static async Task<JsonElement> PreviewAsync(NodeProcess node, string field, object input)
    {
        var type = string.Concat(field[..1].ToUpperInvariant(), field.AsSpan(1), "Input");
        var data = await node.GraphQl.QueryAsync(
            $$"""
            query ($input: {{type}}!) {
              change: {{field}}(input: $input) {
                preview { summary conflictCounts { kind appearing } handovers { nodes { numbers { min max } } } }
                errors { ... on Error { field message } }
              }
            }
            """,
            new { input });
        return data.GetProperty("change").GetProperty("preview");
    }

    private static IEnumerable<string> Spans(JsonElement preview) => preview.GetProperty("handovers").GetProperty("nodes").EnumerateArray()
        .Select(static handover => handover.GetProperty("numbers")).Select(static numbers => $"{numbers.GetProperty("min").GetString()}–{numbers.GetProperty("max").GetString()}");

    private static async Task<List<JsonElement>> ConflictsAsync(NodeProcess node, TestConnector connector) =>
        [.. (await node.GraphQl.QueryAsync(Conflicts, new { id = connector.Id })).GetProperty("connector").GetProperty("extensionRanges")[0].GetProperty("conflicts").GetProperty("nodes").EnumerateArray()];

    private static async Task<JsonElement> ExplainAsync(TestSite site) => (await site.Node.GraphQl.QueryAsync(
        "query ($id: ID!) { explainRoute(siteId: $id, number: \"150\", from: \"100\") { outcome candidates { requests { requestLine nextHop } } } }", new { id = site.Id })).GetProperty("explainRoute");

    private static Task CallAsync(TestSite site) =>
        SippProcess.RunAsync(SippRole.Caller("caller_short", SipTransport.Udp, Loopback.NextEndpoint(), site.Node.Sip, "100", "150", site.Domain));
}
