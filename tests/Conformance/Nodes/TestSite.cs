using System.Net;
using System.Text.Json;

namespace SystemConnector.Conformance.Tests.Nodes;

/// <summary>A site of a node, set up through GraphQL as an administrator does it.</summary>
internal sealed class TestSite
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);
    private static int s_count;

    private TestSite(NodeProcess node, string id, string domain) => (Node, Id, Domain) = (node, id, domain);

    /// <summary>The node that serves the site.</summary>
    public NodeProcess Node { get; }

    /// <summary>The site's id.</summary>
    public string Id { get; }

    /// <summary>The SIP domain that names the site.</summary>
    public string Domain { get; }

    /// <summary>Creates a site with a domain of its own.</summary>
    public static async Task<TestSite> CreateAsync(NodeProcess node)
    {
        var n = Interlocked.Increment(ref s_count);
        var domain = $"site{n}.test";
        var payload = await node.GraphQl.ChangeAsync("createSite", new { name = $"Site {n}", domains = new[] { domain } }, "site { id }");
        return new TestSite(node, payload.GetProperty("site").GetProperty("id").GetString()!, domain);
    }

    /// <summary>Adds an IP connector to the far end that holds the range.</summary>
    public Task<TestConnector> AddIpConnectorAsync(
        string name, IPEndPoint farEnd, string min, string max, SipTransport transport,
        bool allowTransit = false, int priority = 100, int noAnswerTimeoutSeconds = 4) => AddAsync(new
        {
            siteId = Id,
            name,
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = farEnd.ToString(),
            extensionRanges = new[] { new { min, max } },
            transport = NameOf(transport),
            allowTransit,
            priority,
            noAnswerTimeoutSeconds,
        });

    /// <summary>Adds a password connector to the far end that holds the range.</summary>
    public Task<TestConnector> AddPasswordConnectorAsync(
        string name, IPEndPoint farEnd, string min, string max, SipTransport transport,
        string username, string password, bool register, bool natTransformation = false, bool md5Only = false) => AddAsync(new
        {
            siteId = Id,
            name,
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = farEnd.ToString(),
            extensionRanges = new[] { new { min, max } },
            transport = NameOf(transport),
            username,
            password,
            register,
            natTransformation,
            md5Only,
        });

    /// <summary>Adds a password connector over TLS to the far end that holds the range; we register there.</summary>
    public Task<TestConnector> AddTlsConnectorAsync(string name, IPEndPoint farEnd, string min, string max, string username, string password) => AddAsync(new
    {
        siteId = Id,
        name,
        connectionType = "GENERIC_PASSWORD_AUTH",
        ipAddress = farEnd.ToString(),
        extensionRanges = new[] { new { min, max } },
        transport = "TLS",
        username,
        password,
        register = true,
    });

    private async Task<TestConnector> AddAsync(object input)
    {
        var payload = await Node.GraphQl.ChangeAsync("createConnector", input, "connector { id extensionRanges { id } }");
        var connector = payload.GetProperty("connector");
        return new TestConnector(this, connector.GetProperty("id").GetString()!, connector.GetProperty("extensionRanges")[0].GetProperty("id").GetString()!);
    }

    /// <summary>Puts extensions with the secret "secret".</summary>
    public Task AddExtensionsAsync(params string[] numbers) => Node.GraphQl.ChangeAsync("putLocalNumbers", new
    {
        siteId = Id,
        numbers = numbers.Select(number => new { number, kind = "EXTENSION", owner = $"Owner of {number}", secret = "secret" }),
    });

    /// <summary>Puts a speed dial.</summary>
    public Task AddSpeedDialAsync(string number, string to) => Node.GraphQl.ChangeAsync("putLocalNumbers", new
    {
        siteId = Id,
        numbers = new[] { new { number, kind = "SPEED_DIAL", owner = "", speedDialTo = to } },
    });

    /// <summary>What the node would do with a number.</summary>
    public async Task<JsonElement> ExplainAsync(string number, TestConnector? arrivedOver = null)
    {
        const string Document = """
            query Explain($siteId: ID!, $number: String!, $arrivedOver: ID) {
              explainRoute(siteId: $siteId, number: $number, arrivedOver: $arrivedOver) {
                outcome summary status steps { kind matched text } candidates { connectorId name numberSent rejection text }
              }
            }
            """;
        var data = await Node.GraphQl.QueryAsync(Document, new { siteId = Id, number, arrivedOver = arrivedOver?.Id });
        return data.GetProperty("explainRoute");
    }

    /// <summary>Waits until the node's routing table sends the number there ("LOCAL", "REMOTE" …).</summary>
    public async Task RoutesAsync(string number, string outcome, TestConnector? arrivedOver = null)
    {
        JsonElement last = default;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await ExplainAsync(number, arrivedOver);
                return last.ValueKind == JsonValueKind.Object && last.GetProperty("outcome").GetString() == outcome;
            },
            s_bound,
            () => $"{number} is routed {outcome}: {last}");
    }

    private static string NameOf(SipTransport transport) => transport == SipTransport.Udp ? "UDP" : "TCP";
}

/// <summary>A connector of a <see cref="TestSite"/>.</summary>
internal sealed record TestConnector(TestSite Site, string Id, string RangeId)
{
    /// <summary>The trunk as the API shows it.</summary>
    public async Task<JsonElement> TrunkAsync()
    {
        var data = await Site.Node.GraphQl.QueryAsync(
            "query Trunk($id: ID!) { connector(id: $id) { trunk { state usable cause nextTry registeredUntil node } } }", new { id = Id });
        return data.GetProperty("connector").GetProperty("trunk");
    }

    /// <summary>Waits until the trunk is in the state; gives it.</summary>
    public async Task<JsonElement> TrunkIsAsync(string state, TimeSpan bound)
    {
        JsonElement last = default;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await TrunkAsync();
                return last.ValueKind == JsonValueKind.Object && last.GetProperty("state").GetString() == state;
            },
            bound,
            () => $"the trunk is {state}: {last}");
        return last;
    }

    /// <summary>Decides who wins a number; null takes the decision back.</summary>
    public Task DecideAsync(string number, string? precedence) => Site.Node.GraphQl.ChangeAsync(
        "decidePrecedence", new { extensionRangeId = RangeId, number, precedence });
}
