using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Edge;

/// <summary>Far ends of the password type that register with a whole node.</summary>
public sealed class PasswordFarEndTests(RunningNode node) : IClassFixture<RunningNode>
{
    private const string Contact = "Contact: <sip:b@192.0.2.9>\n";

    private static int _prefixes = 610;

    private AuthenticationFailures Failures => node.Services.GetRequiredService<AuthenticationFailures>();

    [Fact]
    public async Task Either_password_is_taken_while_one_is_replaced_and_no_other()
    {
        var (connector, spec) = await ConnectAsync("rotating");
        var updated = await Grain(connector).Update(spec with { Password = "second-s3cret", KeepPreviousPasswordHours = 1 }, null);
        Assert.True(updated.Succeeded);

        using var former = FarEnd.At("127.0.0.61", node, "rotating", "first-s3cret");
        Assert.StartsWith("SIP/2.0 200", await former.RegisterAsync(Contact), StringComparison.Ordinal);
        using var latter = FarEnd.At("127.0.0.62", node, "rotating", "second-s3cret");
        Assert.StartsWith("SIP/2.0 200", await latter.RegisterAsync(Contact), StringComparison.Ordinal);
        using var other = FarEnd.At("127.0.0.63", node, "rotating", "third-s3cret");
        Assert.StartsWith("SIP/2.0 401", await other.RegisterAsync(Contact), StringComparison.Ordinal);

        // Changed without a window: the former one is over.
        Assert.True((await Grain(connector).Update(spec with { Password = "third-s3cret" }, null)).Succeeded);
        Assert.StartsWith("SIP/2.0 401", await latter.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 200", await other.RegisterAsync(Contact), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd_registration_is_taken_as_it_was_meant_or_refused_alone()
    {
        await ConnectAsync("odd");
        using var far = FarEnd.At("127.0.0.59", node, "odd", "first-s3cret");
        Assert.StartsWith("SIP/2.0 400", await far.RegisterAsync($"Contact: <sip:{new string('b', 3000)}@192.0.2.9>\n"), StringComparison.Ordinal);
        Assert.Equal(["sip:b@192.0.2.9>"], Contacts(await far.RegisterAsync("User-Agent: b\0x\nContact: <sip:b@192.0.2.9>, <sip:b@192.0.2.9>\n")));
    }

    [Fact]
    public async Task Rfc8760_2_4_far_end_that_knows_md5_alone_gets_no_other_challenge_once_it_is_known()
    {
        await ConnectAsync("md5-only", static spec => spec with { Md5Only = true });
        await ConnectAsync("modern");
        using var old = FarEnd.At("127.0.0.64", node, "md5-only", "first-s3cret");

        // Its calls say nothing of whom they are from.
        Assert.Equal(["SHA-256", "MD5"], Algorithms(await old.SendAsync("INVITE", "", Contact)));
        Assert.StartsWith("SIP/2.0 200", await old.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.Equal(["MD5"], old.Challenges.Select(AlgorithmOf));
        Assert.Equal(["MD5"], Algorithms(await old.SendAsync("INVITE", "", Contact)));

        using var modern = FarEnd.At("127.0.0.65", node, "modern", "first-s3cret");
        modern.Algorithm = "SHA-256";
        Assert.StartsWith("SIP/2.0 200", await modern.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.Equal(["SHA-256", "MD5"], modern.Challenges.Select(AlgorithmOf));
        Assert.Equal(["SHA-256", "MD5"], Algorithms(await modern.SendAsync("INVITE", "", Contact)));
    }

    [Fact]
    public async Task Stranger_cannot_tell_by_the_challenge_who_exists()
    {
        using var stranger = FarEnd.At("127.0.0.66", node, "x", "");
        var seen = new HashSet<int>();
        for (var i = 0; i < 40; i++)
        {
            stranger.AddressOfRecord = $"nobody-{i}";
            var first = Algorithms(await stranger.SendAsync("REGISTER", "", Contact));
            Assert.Equal(first, Algorithms(await stranger.SendAsync("REGISTER", "", Contact)));
            Assert.Equal("MD5", first[^1]);
            seen.Add(first.Length);
        }
        Assert.Equal([1, 2], seen.Order());
    }

    [Fact]
    public async Task Difference_in_password_is_said_and_forgotten_once_it_is_right()
    {
        var (connector, _) = await ConnectAsync("typo");
        using var far = FarEnd.At("127.0.0.67", node, "typo", "frist-s3cret");
        await far.RegisterAsync(Contact);
        Assert.Equal(
            $"REGISTER from udp:{far.Peer.Local}: the far side has another password than this connector; set the same at both ends.",
            Failures.Find(connector)!.Sentence);
        var failure = node.Services.GetRequiredService<IFarEndFailures>().All().Single(each => each.Connector == connector);
        Assert.Equal((Failures.Find(connector)!.Sentence, $"udp:{far.Peer.Local}"), (failure.Text, failure.Source));

        far.Password = "first-s3cret";
        Assert.StartsWith("SIP/2.0 200", await far.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.Null(Failures.Find(connector));
        Assert.DoesNotContain(node.Services.GetRequiredService<IFarEndFailures>().All(), each => each.Connector == connector);
    }

    [Fact]
    public async Task No_more_than_four_credentials_of_a_request_are_looked_at()
    {
        await ConnectAsync("verbose");
        using var far = FarEnd.At("127.0.0.79", node, "verbose", "first-s3cret");
        const string Other = "Authorization: Digest username=\"verbose\", realm=\"a.example\", nonce=\"n\", uri=\"sip:a.example\", response=\"00000000000000000000000000000000\"\n";
        far.OtherCredentials = string.Concat(Enumerable.Repeat(Other, 3));
        Assert.StartsWith("SIP/2.0 200", await far.RegisterAsync(Contact), StringComparison.Ordinal);
        far.OtherCredentials = string.Concat(Enumerable.Repeat(Other, 4));
        Assert.StartsWith("SIP/2.0 401", await far.RegisterAsync(Contact), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Difference_in_realm_is_said()
    {
        var (connector, _) = await ConnectAsync("realm");
        using var far = FarEnd.At("127.0.0.68", node, "realm", "first-s3cret");
        far.Realm = "asterisk";
        Assert.StartsWith("SIP/2.0 401", await far.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.Contains("answered for realm \"asterisk\", ours is \"a.example\"", Failures.Find(connector)!.Sentence);
    }

    [Fact]
    public async Task Password_in_the_wrong_field_is_not_shown()
    {
        var (connector, _) = await ConnectAsync("leaky");
        using var far = FarEnd.At("127.0.0.69", node, "leaky", "first-s3cret");
        far.Realm = "first-s3cret@a.example";
        await far.RegisterAsync(Contact);
        var failure = Failures.Find(connector)!;
        Assert.Equal(AuthenticationFault.Realm, failure.Fault);
        Assert.DoesNotContain("s3cret", failure.ToString());
    }

    [Fact]
    public async Task Difference_in_username_is_said_for_what_is_registered()
    {
        var (connector, _) = await ConnectAsync("right-name");
        using var far = FarEnd.At("127.0.0.70", node, "wrong-name", "first-s3cret");
        far.AddressOfRecord = "right-name";
        Assert.StartsWith("SIP/2.0 401", await far.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.Contains("authenticates as user \"wrong-name\", this connector's is \"right-name\"", Failures.Find(connector)!.Sentence);
    }

    [Fact]
    public async Task Difference_in_what_is_registered_is_said()
    {
        var (connector, _) = await ConnectAsync("own-name");
        using var far = FarEnd.At("127.0.0.71", node, "own-name", "first-s3cret");
        far.AddressOfRecord = "reception";
        Assert.StartsWith("SIP/2.0 403", await far.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.Contains("registers sip:reception@a.example, this connector's address of record is sip:own-name@", Failures.Find(connector)!.Sentence);
    }

    [Fact]
    public async Task Algorithm_that_was_not_offered_is_said()
    {
        var (connector, _) = await ConnectAsync("novel");
        using var far = FarEnd.At("127.0.0.72", node, "novel", "first-s3cret");
        far.Algorithm = "SHA-512-256";
        await far.RegisterAsync(Contact);
        Assert.Contains("answered with SHA-512-256", Failures.Find(connector)!.Sentence);
    }

    [Fact]
    public async Task Rfc7616_3_4_6_host_that_was_rewritten_on_the_way_does_no_harm_and_a_user_does()
    {
        var (connector, _) = await ConnectAsync("behind-sbc");
        using var far = FarEnd.At("127.0.0.73", node, "behind-sbc", "first-s3cret");
        far.Uri = "sip:connector.inside.example:5070";
        Assert.StartsWith("SIP/2.0 200", await far.RegisterAsync(Contact), StringComparison.Ordinal);
        far.Uri = "sip:900@a.example";
        Assert.StartsWith("SIP/2.0 401", await far.RegisterAsync(Contact), StringComparison.Ordinal);
        Assert.Contains("signed for sip:900@a.example, but its request came for sip:a.example", Failures.Find(connector)!.Sentence);
    }

    [Fact]
    public async Task Rfc3261_10_3_contacts_come_back_by_preference_and_are_taken_back_one_by_one_or_all()
    {
        await ConnectAsync("several");
        using var far = FarEnd.At("127.0.0.74", node, "several", "first-s3cret");
        const string Two = "Contact: <sip:b@192.0.2.1>;q=0.25;expires=600, <sip:b@192.0.2.2>;q=0.9;expires=600\nContact: <sip:b@192.0.2.3>;expires=600\n";

        var registered = Contacts(await far.RegisterAsync(Two));
        Assert.Equal(["sip:b@192.0.2.3>", "sip:b@192.0.2.2>;q=0.900", "sip:b@192.0.2.1>;q=0.250"], registered);
        // Again the same: from memory.
        Assert.Equal(registered, Contacts(await far.RegisterAsync(Two)));
        Assert.Equal(["sip:b@192.0.2.3>", "sip:b@192.0.2.1>;q=0.250"], Contacts(await far.RegisterAsync("Contact: <sip:b@192.0.2.2>;expires=0\n")));
        Assert.Equal(["sip:b@192.0.2.1>", "sip:b@192.0.2.3>"], Contacts(await far.RegisterAsync("Contact: <sip:b@192.0.2.1>;expires=700\n")));
        Assert.StartsWith("SIP/2.0 400", await far.RegisterAsync("Contact: *\n"), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 423", await far.RegisterAsync("Contact: <sip:b@192.0.2.1>;expires=5\n"), StringComparison.Ordinal);
        Assert.Empty(Contacts(await far.RegisterAsync("Contact: *\nExpires: 0\n")));
    }

    [Fact]
    public async Task Contact_over_the_limit_takes_the_place_of_the_one_that_was_refreshed_longest_ago()
    {
        await ConnectAsync("wandering", static spec => spec with { Limits = new TrunkLimits(Contacts: 2) });
        using var far = FarEnd.At("127.0.0.75", node, "wandering", "first-s3cret");
        await far.RegisterAsync("Contact: <sip:b@192.0.2.1>;expires=600\n");
        await far.RegisterAsync("Contact: <sip:b@192.0.2.2>;expires=700\n");
        Assert.Equal(["sip:b@192.0.2.3>", "sip:b@192.0.2.2>"], Contacts(await far.RegisterAsync("Contact: <sip:b@192.0.2.3>;expires=800\n")));
        Assert.StartsWith(
            "SIP/2.0 403 Too Many Contacts",
            await far.RegisterAsync("Contact: <sip:b@192.0.2.4>, <sip:b@192.0.2.5>, <sip:b@192.0.2.6>\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rfc5626_6_device_that_comes_from_another_address_replaces_its_former_binding()
    {
        await ConnectAsync("moving");
        const string Instance = ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\"";
        using var before = FarEnd.At("127.0.0.76", node, "moving", "first-s3cret");
        await before.RegisterAsync($"Contact: <sip:b@192.0.2.1>{Instance};reg-id=1\nPath: <sip:edge.example;lr>\n");
        using var after = FarEnd.At("127.0.0.77", node, "moving", "first-s3cret");
        Assert.Equal(["sip:b@192.0.2.2>"], Contacts(await after.RegisterAsync($"Contact: <sip:b@192.0.2.2>{Instance};reg-id=1\n")));
        // Another flow of the same device stands beside it.
        Assert.Equal(["sip:b@192.0.2.2>", "sip:b@192.0.2.3>"], Contacts(await after.RegisterAsync($"Contact: <sip:b@192.0.2.3>{Instance};reg-id=2\n")).Order());
    }

    [Fact]
    public async Task Call_goes_to_the_preferred_contact_of_a_far_system_and_to_the_next_when_that_one_cannot()
    {
        var (_, spec) = await ConnectAsync("two-nodes");
        using var caller = new RawPeer("127.0.0.80", node.Udp);
        await node.ConnectAsync("Caller", caller.Local, "59", transit: true);
        using var second = FarEnd.At("127.0.0.78", node, "two-nodes", "first-s3cret");
        await second.RegisterAsync("Contact: <sip:b@192.0.2.2>;q=0.5\nPath: <sip:edge.example;lr>, <sip:core.example;lr>\n");
        using var first = FarEnd.At("127.0.0.79", node, "two-nodes", "first-s3cret");
        await first.RegisterAsync("Contact: <sip:b@192.0.2.1>;q=0.7\n");

        var number = spec.Ranges[0].Min;
        await caller.SendAsync(
            $"INVITE sip:{number}@a.example SIP/2.0\nVia: SIP/2.0/UDP {caller.Local};branch=z9hG4bKtwo\nMax-Forwards: 70\nFrom: <sip:591@x>;tag=1\n"
            + $"To: <sip:{number}@a.example>\nCall-ID: {Guid.NewGuid():N}\nCSeq: 7 INVITE\nContact: <sip:591@{caller.Local}>\nContent-Length: 0\n\n");
        var refused = await first.Peer.ReceiveAsync("INVITE ");
        Assert.Empty(RawPeer.Values(refused, "Route"));
        await first.Peer.RespondAsync(refused, "503 Service Unavailable", "a");

        var taken = await second.Peer.ReceiveAsync("INVITE ");
        Assert.Equal("<sip:edge.example;lr>, <sip:core.example;lr>", RawPeer.Value(taken, "Route"));
        Assert.Equal("8 INVITE", RawPeer.Value(taken, "CSeq"));
        await second.Peer.RespondAsync(taken, "200 OK", "b", $"Contact: <sip:{number}@{second.Peer.Local}>\n");
        Assert.Contains(";tag=b", RawPeer.Value(await caller.ReceiveAsync("SIP/2.0 200"), "To"), StringComparison.Ordinal);
    }

    private async Task<(ConnectorId Id, ConnectorSpec Spec)> ConnectAsync(string username, Func<ConnectorSpec, ConnectorSpec>? change = null)
    {
        var prefix = Interlocked.Increment(ref _prefixes).ToString(CultureInfo.InvariantCulture);
        var spec = new ConnectorSpec(
            username, ConnectionType.Password, $"127.0.0.{prefix[1..]}", [new ExtensionRangeSpec(prefix + "0", prefix + "9")], Username: username, Password: "first-s3cret", Register: false);
        if (change is not null) spec = change(spec);
        var id = ConnectorId.New();
        var created = await Grain(id).Create(node.Site, spec);
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        return (id, spec);
    }

    private IConnectorGrain Grain(ConnectorId id) => node.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(id.Value);

    private static string[] Algorithms(string challenged) => [.. RawPeer.Values(challenged, "WWW-Authenticate").Select(AlgorithmOf)];

    private static string AlgorithmOf(string challenge) => Regex.Match(challenge, "algorithm=([^,]*)").Groups[1].Value;

    private static string[] Contacts(string answer)
    {
        Assert.StartsWith("SIP/2.0 200", answer, StringComparison.Ordinal);
        return [.. RawPeer.Values(answer, "Contact").Select(static contact => Regex.Replace(contact[1..], ";expires=\\d+", ""))];
    }
}
