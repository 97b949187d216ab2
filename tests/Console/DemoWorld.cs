using System.Text.Json;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Console.Tests;

/// <summary>Something of everything on one node, through the API: sites, numbers, connectors in different states, conflicts. Tests that change things make their own site.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private readonly List<SippProcess> _farEnds = [];

    private DemoWorld(NodeProcess node) => Node = node;

    /// <summary>The node.</summary>
    public NodeProcess Node { get; }

    /// <summary>The id of the site "Headquarters", with extensions 100 to 150.</summary>
    public required string Headquarters { get; init; }

    /// <summary>The id of the site "Harbour office", with extensions 150 to 170.</summary>
    public required string Harbour { get; init; }

    /// <summary>The id of the connector "Location B", 110 to 200: its far end answers, and it has conflicts.</summary>
    public string LocationB { get; private set; } = "";

    /// <summary>The id of the connector "Old PBX": nobody answers there.</summary>
    public string OldPbx { get; private set; } = "";

    /// <summary>The id of the record of a call from 99 to 200 at Location B, which was answered.</summary>
    public string AnsweredCall { get; private set; } = "";

    /// <summary>The id of the record of a call from 99 to 300 at Old PBX, which failed.</summary>
    public string FailedCall { get; private set; } = "";

    /// <summary>Makes it.</summary>
    public static async Task<DemoWorld> MakeAsync(NodeProcess node)
    {
        var world = new DemoWorld(node)
        {
            Headquarters = await SiteAsync(node, "Headquarters", "hq.example"),
            Harbour = await SiteAsync(node, "Harbour office", "harbour.example"),
        };
        string[] people = ["Ada Byron", "Rani Oliver", "Jonas Berg", "Mei Tan", "Omar Haddad", "Lena Vogt"];
        await PutAsync(node, world.Headquarters, [.. Enumerable.Range(100, 48).Select(n => (object)new { number = $"{n}", kind = "EXTENSION", owner = people[n % people.Length] }),
            new { number = "148", kind = "CALL_FLOW", owner = "Support", target = "sip:support@127.0.0.1:5999" },
            new { number = "149", kind = "PARKING_LOT", owner = "Parking", target = "sip:parking@127.0.0.1:5999" },
            new { number = "150", kind = "SPEED_DIAL", owner = "Taxi", speedDialTo = "0301234567" }]);
        await PutAsync(node, world.Harbour, [.. Enumerable.Range(150, 21).Select(n => (object)new { number = $"{n}", kind = "EXTENSION", owner = people[n % people.Length] })]);

        var farEnd = Loopback.NextEndpoint();
        if (SippInstallation.Path is not null) world._farEnds.Add(await SippProcess.ListenAsync(SippRole.Listener("callee_short", SipTransport.Udp, farEnd)));
        world.LocationB = await ConnectorAsync(node, new
        {
            siteId = world.Headquarters,
            name = "Location B",
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = farEnd.ToString(),
            natTransformation = true,
            extensionRanges = new[] { new { min = "110", max = "200" } },
        });
        world.OldPbx = await ConnectorAsync(node, new
        {
            siteId = world.Headquarters,
            name = "Old PBX",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = Loopback.NextEndpoint().ToString(),
            username = "trunk",
            password = "secret-of-the-trunk",
            extensionRanges = new[] { new { min = "300", max = "399" }, new { min = "7000", max = "7099" } },
        });
        await ConnectorAsync(node, new
        {
            siteId = world.Harbour,
            name = "Warehouse",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = "warehouse.invalid",
            username = "warehouse",
            password = "secret-of-the-trunk",
            extensionRanges = new[] { new { min = "500", max = "519" } },
        });
        await ConnectorAsync(node, new
        {
            siteId = world.Harbour,
            name = "Summer site",
            enabled = false,
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = Loopback.NextEndpoint().ToString(),
            extensionRanges = new[] { new { min = "600", max = "619" } },
        });
        // Plans only: what is dialled goes where it went.
        await MigrationAsync(node, new { connectorId = world.LocationB, name = "Fourth floor", entries = new[] { new { range = new { min = "140", max = "145" }, winner = "REMOTE" } }, waves = new { size = 3 } });
        var planned = await MigrationAsync(node, new { connectorId = world.LocationB, name = "Summer move", entries = new[] { new { numbers = new[] { "131", "132" }, winner = "REMOTE" } }, from = "2099-07-01T06:00:00Z" });
        await node.GraphQl.ChangeAsync("applyMigration", new { id = planned });
        if (SippInstallation.Path is not null) await world.CallAsync();
        return world;
    }

    /// <summary>A path with the ids of this world in place of {AnsweredCall}, {FailedCall} and {Headquarters}.</summary>
    public string Filled(string path) => path
        .Replace("{AnsweredCall}", Uri.EscapeDataString(AnsweredCall), StringComparison.Ordinal)
        .Replace("{FailedCall}", Uri.EscapeDataString(FailedCall), StringComparison.Ordinal)
        .Replace("{Headquarters}", Uri.EscapeDataString(Headquarters), StringComparison.Ordinal)
        .Replace("{LocationB}", LocationB, StringComparison.Ordinal)
        .Replace("{OldPbx}", OldPbx, StringComparison.Ordinal);

    // Reception calls somebody who answers, two who cannot, and somebody with a wrong name calls in.
    private async Task CallAsync()
    {
        const string Domain = "hq.example";
        await PutAsync(Node, Headquarters, [new { number = "99", kind = "EXTENSION", owner = "Reception", secret = "secret" }]);
        await Calls.RoutesAsync(Node, Headquarters, "99", "LOCAL");
        await Calls.RoutesAsync(Node, Headquarters, "200", "REMOTE");
        await Place("caller_short", "200");
        await Place("caller_refused", "300", ("status", "503"));
        await Place("caller_refused", "120", ("status", "480"));
        await SippProcess.RunAsync(SippRole.Caller("caller_wrong_password", SipTransport.Udp, Loopback.NextEndpoint(), Node.Sip, "branch-office", "120", Domain));
        AnsweredCall = await Calls.RecordAsync(Node, Headquarters, "200");
        FailedCall = await Calls.RecordAsync(Node, Headquarters, "300");

        Task Place(string scenario, string number, params (string, string)[] values) =>
            SippProcess.RunAsync(SippRole.Caller(scenario, SipTransport.Udp, Loopback.NextEndpoint(), Node.Sip, "99", number, Domain, values));
    }

    /// <summary>Creates a site.</summary>
    public static async Task<string> SiteAsync(NodeProcess node, string name, string domain) =>
        (await node.GraphQl.ChangeAsync("createSite", new { name, domains = new[] { domain } }, "site { id }")).GetProperty("site").GetProperty("id").GetString()!;

    /// <summary>Creates a connector.</summary>
    public static async Task<string> ConnectorAsync(NodeProcess node, object input) =>
        (await node.GraphQl.ChangeAsync("createConnector", input, "connector { id }")).GetProperty("connector").GetProperty("id").GetString()!;

    /// <summary>Plans a migration.</summary>
    public static async Task<string> MigrationAsync(NodeProcess node, object input) =>
        (await node.GraphQl.ChangeAsync("createMigration", input, "migration { id }")).GetProperty("migration").GetProperty("id").GetString()!;

    /// <summary>Puts local numbers into a site.</summary>
    public static Task<JsonElement> PutAsync(NodeProcess node, string site, object[] numbers) => node.GraphQl.ChangeAsync("putLocalNumbers", new { siteId = site, numbers });

    public async ValueTask DisposeAsync()
    {
        foreach (var farEnd in _farEnds) await farEnd.DisposeAsync();
    }
}
