using System.Text.Json;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Demo;

/// <summary>What the demo creates, through the public API alone: two locations, their numbers, and connectors both ways.</summary>
internal sealed class DemoConfiguration(DemoApi api, TimeProvider time)
{
    private const string Username = "link-ab";
    private const string Password = "correct-horse";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private string _siteA = "", _siteB = "";

    /// <summary>Location A's connector to Location B.</summary>
    public string ConnectorToB { get; private set; } = "";

    /// <summary>Location B's connector to Location A.</summary>
    public string ConnectorToA { get; private set; } = "";

    /// <summary>Creates everything.</summary>
    /// <param name="socketA">Where Location A is reached.</param>
    /// <param name="socketB">Where Location B is reached.</param>
    /// <param name="services">Where Location A's call flow and parking lot are.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task CreateAsync(TransportAddress socketA, TransportAddress socketB, TransportAddress services, CancellationToken cancellation)
    {
        _siteA = await CreateSiteAsync(DemoSite.A, socketA, isDefault: true, cancellation);
        _siteB = await CreateSiteAsync(DemoSite.B, socketB, isDefault: false, cancellation);
        await PutNumbersAsync(_siteA, [.. DemoSite.A.Extensions, .. OthersOfA(services)], cancellation);
        await PutNumbersAsync(_siteB, DemoSite.B.Extensions, cancellation);

        // A registrar must know who registers before he does: a refused registration is tried again only after a while.
        ConnectorToA = await CreateConnectorAsync(_siteB, DemoSite.A, socketA, register: false, cancellation);
        ConnectorToB = await CreateConnectorAsync(_siteA, DemoSite.B, socketB, register: true, cancellation);
        await api.MutateAsync("updateConnector", new { id = ConnectorToA, register = true }, "connector { id }", cancellation);
        await CreateWarehouseAsync(cancellation);
        await CreateTroubleAsync(socketA, cancellation);
    }

    /// <summary>Waits until both locations are registered with each other.</summary>
    public async Task TrunksRegisteredAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var links = (await TrunksAsync(cancellation)).Where(trunk => trunk.ConnectorId == ConnectorToA || trunk.ConnectorId == ConnectorToB);
            if (links.All(static trunk => trunk is { State: "REGISTERED", Usable: true })) return;
            await Task.Delay(PollInterval, time, cancellation);
        }
    }

    /// <summary>The trunks of both locations.</summary>
    public async Task<IReadOnlyList<DemoTrunk>> TrunksAsync(CancellationToken cancellation)
    {
        const string Query = "query { sites { nodes { name connectors { nodes { id name trunk { state usable cause } } } } } }";
        var data = await api.QueryAsync(Query, new { }, cancellation);
        return
        [
            .. from site in Nodes(data.GetProperty("sites"))
               from connector in Nodes(site.GetProperty("connectors"))
               let trunk = connector.GetProperty("trunk")
               let known = trunk.ValueKind == JsonValueKind.Object
               select new DemoTrunk(
                   Text(connector, "id"), Text(site, "name"), Text(connector, "name"),
                   known ? Text(trunk, "state") : "STARTING", known && trunk.GetProperty("usable").GetBoolean(), known ? Text(trunk, "cause") : ""),
        ];
    }

    /// <summary>The conflicts of a connector: number, what it is tied to, who wins, why.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> ConflictsAsync(string connectorId, CancellationToken cancellation)
    {
        const string Query =
            "query($id: ID!) { connector(id: $id) { extensionRanges { conflicts { nodes { numbers { min max } text winner why } } } } }";
        var data = await api.QueryAsync(Query, new { id = connectorId }, cancellation);
        return
        [
            .. from range in data.GetProperty("connector").GetProperty("extensionRanges").EnumerateArray()
               from conflict in Nodes(range.GetProperty("conflicts"))
               let min = Text(conflict.GetProperty("numbers"), "min")
               let max = Text(conflict.GetProperty("numbers"), "max")
               select (string[])[min == max ? min : $"{min}–{max}", Text(conflict, "text"), Text(conflict, "winner") == "LOCAL" ? "local" : "remote", Text(conflict, "why")],
        ];
    }

    /// <summary>What would happen to a number dialled at Location A, in sentences.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(string number, CancellationToken cancellation)
    {
        const string Query =
            "query($site: ID!, $number: String!) { explainRoute(siteId: $site, number: $number) { summary steps { text matched } candidates { text } } }";
        var route = (await api.QueryAsync(Query, new { site = _siteA, number }, cancellation)).GetProperty("explainRoute");
        return
        [
            Text(route, "summary"),
            .. route.GetProperty("steps").EnumerateArray().Select(static step => $"{(step.GetProperty("matched").GetBoolean() ? "✓" : "·")} {Text(step, "text")}"),
            .. route.GetProperty("candidates").EnumerateArray().Select(static candidate => $"→ {Text(candidate, "text")}"),
        ];
    }

    /// <summary>Numbers of Location A that lie in Location B's range or begin its numbers, one of each kind.</summary>
    private static IEnumerable<object> OthersOfA(TransportAddress services) =>
    [
        new { number = "15", kind = "EXTENSION", owner = "Night bell" },
        new { number = "155", kind = "CALL_FLOW", owner = "Front desk", target = $"sip:155@{services}" },
        new { number = "170", kind = "PARKING_LOT", owner = "Parking 1", target = $"sip:170@{services}" },
        new { number = "180", kind = "SPEED_DIAL", owner = "Rani, in a hurry", speedDialTo = "115" },
    ];

    private static IEnumerable<JsonElement> Nodes(JsonElement connection) => connection.GetProperty("nodes").EnumerateArray();

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString() ?? "";

    private async Task<string> CreateSiteAsync(DemoSite site, TransportAddress socket, bool isDefault, CancellationToken cancellation)
    {
        var input = new { name = site.Name, domains = new[] { site.Domain, socket.ToIPAddress().ToString() }, isDefault };
        var payload = await api.MutateAsync("createSite", input, "site { id }", cancellation);
        return Text(payload.GetProperty("site"), "id");
    }

    private Task PutNumbersAsync(string siteId, IEnumerable<object> numbers, CancellationToken cancellation) =>
        api.MutateAsync("putLocalNumbers", new { siteId, numbers }, "localNumbers { number }", cancellation);

    /// <summary>A connector of one location to the other, with the same username and password on both sides.</summary>
    private async Task<string> CreateConnectorAsync(string siteId, DemoSite far, TransportAddress farSocket, bool register, CancellationToken cancellation)
    {
        var input = new
        {
            siteId,
            name = far.Name,
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = farSocket.ToString(),
            extensionRanges = new[] { new { min = far.Min, max = far.Max } },
            username = Username,
            password = Password,
            register,
        };
        var payload = await api.MutateAsync("createConnector", input, "connector { id }", cancellation);
        return Text(payload.GetProperty("connector"), "id");
    }

    /// <summary>What goes wrong in every organisation: a system that nobody answers for, and a branch with the wrong password.</summary>
    private async Task CreateTroubleAsync(TransportAddress socketA, CancellationToken cancellation)
    {
        await api.MutateAsync("createConnector", new
        {
            siteId = _siteA,
            name = "Old PBX",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = "127.0.0.5:5062",
            extensionRanges = new[] { new { min = "300", max = "399" } },
            username = "trunk",
            password = Password,
        }, "connector { id }", cancellation);
        var input = new { name = "Harbour office", domains = new[] { "harbour.example" } };
        var harbour = Text((await api.MutateAsync("createSite", input, "site { id }", cancellation)).GetProperty("site"), "id");
        await PutNumbersAsync(harbour, Enumerable.Range(400, 20).Select(static number => (object)new { number = $"{number}", kind = "EXTENSION", owner = $"Quay {number - 399}" }), cancellation);
        await api.MutateAsync("createConnector", new
        {
            siteId = harbour,
            name = "Headquarters",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = socketA.ToString(),
            extensionRanges = new[] { new { min = "100", max = "150" } },
            username = "harbour",
            password = "mistyped",
        }, "connector { id }", cancellation);
    }

    /// <summary>A second connector of Location A, not enabled yet: what it would collide with is known before anyone calls through it.</summary>
    private Task CreateWarehouseAsync(CancellationToken cancellation)
    {
        var input = new
        {
            siteId = _siteA,
            name = "Warehouse",
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = "127.0.0.4:5062",
            extensionRanges = new[] { new { min = "190", max = "209" } },
            enabled = false,
        };
        return api.MutateAsync("createConnector", input, "connector { id }", cancellation);
    }
}

/// <summary>A connector's trunk as the API tells it.</summary>
internal sealed record DemoTrunk(string ConnectorId, string Site, string Connector, string State, bool Usable, string Cause);
