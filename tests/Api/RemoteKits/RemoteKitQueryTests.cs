using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.RemoteKits;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests.RemoteKits;

public sealed class RemoteKitQueryTests(ApiHost api)
{
    private const string Kit = "{ system steps { title place where text why needsPassword } verify { command expect } notes }";

    [Fact]
    public async Task Every_system_has_a_kit_in_which_everything_is_said()
    {
        var id = Add(new SiteSpec("Head office", ["a.example"]), Password).Id;
        foreach (var system in (string[])["ASTERISK", "FREEPBX", "FREESWITCH", "CISCO_CUBE", "KAMAILIO", "THREE_CX", "SYSTEM_CONNECTOR"])
        {
            var kit = await Ask(id, system);
            Assert.Equal(system, kit.GetProperty("system").GetString());
            Assert.Contains(kit.GetProperty("steps").EnumerateArray(), static step => step.GetProperty("needsPassword").GetBoolean());
            foreach (var text in kit.GetProperty("steps").EnumerateArray().Append(kit.GetProperty("verify")).SelectMany(static each => each.EnumerateObject()))
                Assert.False(text.Value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(text.Value.GetString()), text.Name);
        }
    }

    [Fact]
    public async Task Another_system_connector_takes_the_mutation_as_it_is_and_becomes_the_mirror_image()
    {
        var connector = Add(new SiteSpec($"a\"b;c {Guid.NewGuid():N}", ["a.example"], IsDefault: true), Password);
        var farSite = SiteId.New();
        api.World.Sites[farSite] = new Site(farSite, "B", [], false, 1);
        var steps = (await Ask(connector.Id, "SYSTEM_CONNECTOR")).GetProperty("steps").EnumerateArray().ToList();
        var mutation = steps[1].GetProperty("text").GetString()!.Replace(SystemConnectorKit.Site, GlobalId.Of(farSite)).Replace(KitText.Password, "correct-horse");

        await api.Data(steps[0].GetProperty("text").GetString()!);
        var payload = (await api.Data(mutation)).GetProperty("createConnector");

        Assert.Equal(0, payload.GetProperty("errors").GetArrayLength());
        var created = GlobalId.Connector(payload.GetProperty("connector").GetProperty("id").GetString())!.Value;
        var spec = api.World.LastSpecs[created];
        Assert.Equal((api.World.Sites[connector.Site].Name, "203.0.113.10:5060", "link-ab", "correct-horse", false),
            (spec.Name, spec.Address, spec.Username, spec.Password, spec.Register));
        Assert.Equal([new ExtensionRangeSpec("100", "149")], spec.Ranges);
    }

    [Fact]
    public async Task Site_that_is_not_the_default_one_is_named_by_its_domain()
    {
        var notes = await Notes(Add(new SiteSpec("Branch", ["branch.example.com"]), Registering).Id, "branch.example.com:5060");
        Assert.Contains(notes, static note => note.StartsWith("branch.example.com must lead to this node (203.0.113.10)", StringComparison.Ordinal));
        notes = await Notes(Add(new SiteSpec("Branch", []), Registering).Id, "203.0.113.10:5060");
        Assert.DoesNotContain(notes, static note => note.Contains("must lead"));
    }

    [Fact]
    public async Task What_is_not_known_is_a_placeholder_and_a_note()
    {
        var connector = Add(new SiteSpec("Head office", [], IsDefault: true), Ip);
        api.World.Numbers[connector.Site] = [];
        FakeFarEndView.Contacts[connector.Id] = new NodeContact(null, null, "HeadOffice");
        var notes = await Notes(connector.Id, KitText.Host);
        Assert.Contains(notes, static note => note.StartsWith("This node does not listen on UDP", StringComparison.Ordinal));
        Assert.Contains(notes, static note => note.Contains("Sip:AdvertisedAddress"));
        Assert.Contains(notes, static note => note.Contains("no local numbers"));
        Assert.Contains(notes, static note => note.Contains("known by their source: 192.0.2.1"));
    }

    [Fact]
    public async Task Private_address_is_said_to_be_one()
    {
        var connector = Add(new SiteSpec("Head office", [], IsDefault: true), Ip);
        FakeFarEndView.Contacts[connector.Id] = new NodeContact("10.0.0.5", 5060, "HeadOffice");
        Assert.Contains(await Notes(connector.Id, "10.0.0.5"), static note => note.StartsWith("10.0.0.5 is a private address", StringComparison.Ordinal));
    }

    private static Connector Ip(ConnectorId id, SiteId site) => new(
        id, site, "To B", ConnectionType.Ip, "192.0.2.1", [new ExtensionRange(RangeId.New(), id, Kits.Range("150", "200"), 0, "")], null, null, false, false, true, false,
        100, TrunkTransport.Udp, 4, CallerIdentity.Extension, false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);

    private static Connector Password(ConnectorId id, SiteId site) => Ip(id, site) with { Type = ConnectionType.Password, Username = "link-ab", Register = true };

    private static Connector Registering(ConnectorId id, SiteId site) => Password(id, site) with { Register = false };

    private Connector Add(SiteSpec site, Func<ConnectorId, SiteId, Connector> connector)
    {
        var (siteId, id) = (SiteId.New(), ConnectorId.New());
        api.World.Sites[siteId] = new Site(siteId, site.Name, site.Domains, site.IsDefault, 1);
        api.World.Numbers[siteId] =
            [.. Enumerable.Range(100, 51).Select(n => new LocalNumber(siteId, Number.Parse($"{n}"), LocalNumberKind.Extension, "", null, null, false))];
        return api.World.Connectors[id] = connector(id, siteId);
    }

    private async Task<JsonElement> Ask(ConnectorId id, string system) => (await api.Data(
        $"query ($id: ID!, $system: RemoteSystem!) {{ connector(id: $id) {{ remoteKit(system: $system) {Kit} }} }}",
        new { id = GlobalId.Of(id), system })).GetProperty("connector").GetProperty("remoteKit");

    /// <summary>The notes of a kit in which that host stands.</summary>
    private async Task<List<string>> Notes(ConnectorId id, string host)
    {
        var kit = await Ask(id, "ASTERISK");
        Assert.Contains(host, kit.GetProperty("steps")[0].GetProperty("text").GetString());
        return [.. kit.GetProperty("notes").EnumerateArray().Select(static note => note.GetString()!)];
    }
}
