using System.Net;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Who calls, as each side is told (RFC 3323, 3325): only trusted connectors are believed, and only they learn what is to be kept back.</summary>
public sealed class CallerIdentityTests(RunningNode node) : IClassFixture<RunningNode>
{
    private const string Anonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
    private const string Asserted = "P-Asserted-Identity: \"Rani Oliver\" <sip:515@far.example>, <tel:+4790000515>\n";

    [Fact]
    public async Task Rfc3325_4_identity_that_a_trusted_far_side_asserts_is_who_calls()
    {
        using var trunk = await FarAsync("127.0.0.101", "51", transit: true, trust: true);
        using var trusted = await FarAsync("127.0.0.102", "52", trust: true);
        using var other = await FarAsync("127.0.0.103", "53");

        var invite = await CallAsync(trunk, trusted, "520", "\"Trunk\" <sip:trunk@far>", Asserted + "Privacy: none\n");
        Assert.Equal("\"Rani Oliver\" <sip:515@127.0.0.1>", RawPeer.Value(invite, "P-Asserted-Identity"));
        Assert.Equal("none", RawPeer.Value(invite, "Privacy"));
        Assert.StartsWith("\"Rani Oliver\" <sip:515@127.0.0.1>;tag=", RawPeer.Value(invite, "From"), StringComparison.Ordinal);

        invite = await CallAsync(trunk, other, "530", "\"Trunk\" <sip:trunk@far>", Asserted);
        Assert.Empty(RawPeer.Values(invite, "P-Asserted-Identity"));
        Assert.StartsWith("\"Rani Oliver\" <sip:515@127.0.0.1>;tag=", RawPeer.Value(invite, "From"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rfc3325_5_what_an_untrusted_far_side_or_a_phone_says_of_its_identity_does_not_pass()
    {
        using var liar = await FarAsync("127.0.0.104", "54", transit: true);
        using var trusted = await FarAsync("127.0.0.105", "55", trust: true);
        using var phone = new RawPeer("127.0.0.106", node.Udp);
        await node.RegisterAsync(phone, "571");
        const string Claims = Asserted + "P-Preferred-Identity: <sip:666@far>\nRemote-Party-ID: <sip:666@far>;party=calling\n";

        var invite = await CallAsync(liar, trusted, "550", "<sip:541@far>", Claims);
        Assert.Equal("<sip:541@127.0.0.1>", RawPeer.Value(invite, "P-Asserted-Identity"));
        Assert.DoesNotContain("sip:666", invite, StringComparison.Ordinal);
        Assert.DoesNotContain(":515", invite, StringComparison.Ordinal);

        var dialog = RawDialog.Caller(phone, "\"Me\" <sip:571@a.example>", $"sip:550@{node.Udp}");
        await phone.SendAsAsync("571", dialog, "INVITE", Claims);
        invite = await trusted.ReceiveAsync("INVITE ");
        Assert.Equal("\"Me\" <sip:571@127.0.0.1>", RawPeer.Value(invite, "P-Asserted-Identity"));
        Assert.DoesNotContain("sip:666", invite, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Anonymous\" <sip:anonymous@a.example>", "", "id")]
    [InlineData("\"Me\" <sip:572@a.example>", "Privacy: id\n", "id")]
    [InlineData("\"Me\" <sip:572@a.example>", "Privacy: header;user\n", "header;user")]
    public async Task Rfc3323_5_hidden_caller_is_told_to_a_trusted_far_side_alone(string from, string privacy, string told)
    {
        using var trusted = await FarAsync("127.0.0.107", "56", trust: true);
        using var other = await FarAsync("127.0.0.108", "58");
        using var phone = new RawPeer("127.0.0.109", node.Udp);
        await node.RegisterAsync(phone, "572");

        var dialog = RawDialog.Caller(phone, from, $"sip:560@{node.Udp}");
        await phone.SendAsAsync("572", dialog, "INVITE", privacy);
        var invite = await trusted.ReceiveAsync("INVITE ");
        Assert.Contains("<sip:572@127.0.0.1>", RawPeer.Value(invite, "P-Asserted-Identity"), StringComparison.Ordinal);
        Assert.Equal(told, RawPeer.Value(invite, "Privacy"));

        dialog = RawDialog.Caller(phone, from, $"sip:580@{node.Udp}");
        await phone.SendAsAsync("572", dialog, "INVITE", privacy + "Organization: 572 Inc\nCall-Info: <http://572.example>\nDiversion: <sip:581@x>\n");
        invite = await other.ReceiveAsync("INVITE ");
        Assert.StartsWith(Anonymous, RawPeer.Value(invite, "From"), StringComparison.Ordinal);
        Assert.Empty(RawPeer.Values(invite, "P-Asserted-Identity"));
        Assert.Empty(RawPeer.Values(invite, "Privacy"));
        Assert.Equal("<sip:581@x>", RawPeer.Value(invite, "Diversion"));
        Assert.DoesNotContain("sip:572", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("572 Inc", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("572.example", invite, StringComparison.Ordinal);
        Assert.StartsWith("<sip:anonymous@127.0.0.1:", RawPeer.Value(invite, "Contact"), StringComparison.Ordinal);

        // The call goes on under the same names: each side's later requests match the dialog that it knows.
        var far = RawDialog.Callee(other, invite, "b");
        await other.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:580@{other.Local}>\n");
        dialog.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await dialog.SendAsync("ACK");
        Assert.StartsWith(Anonymous, RawPeer.Value(await other.ReceiveAsync("ACK "), "From"), StringComparison.Ordinal);
        await dialog.SendAsync("INFO");
        Assert.StartsWith(Anonymous, RawPeer.Value(await other.ReceiveAsync("INFO "), "From"), StringComparison.Ordinal);
        await far.SendAsync("BYE");
        var bye = await phone.ReceiveAsync("BYE ");
        Assert.Contains($"{from[from.IndexOf('<')..]};tag={dialog.LocalTag}", RawPeer.Value(bye, "To"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rfc3323_hidden_caller_stays_unknown_when_it_answers_inside_the_call()
    {
        using var trusted = await FarAsync("127.0.0.119", "66", trust: true);
        using var phone = new RawPeer("127.0.0.120", node.Udp);
        await node.RegisterAsync(phone, "575");
        var invite = await CallAsync(trusted, phone, "575", "<sip:661@far>", "P-Asserted-Identity: <sip:661@far>\nPrivacy: id\n");
        Assert.StartsWith(Anonymous, RawPeer.Value(invite, "From"), StringComparison.Ordinal);
        var callee = RawDialog.Callee(phone, invite, "b");
        await phone.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:callee@{phone.Local}>\n");
        await trusted.ReceiveAsync("SIP/2.0 200");
        await callee.SendAsync("INVITE");
        await trusted.RespondAsync(await trusted.ReceiveAsync("INVITE "), "200 OK", "a", $"Contact: <sip:caller@{trusted.Local}>\nP-Asserted-Identity: <sip:661@far>\n");
        var answer = await phone.ReceiveAsync("SIP/2.0 200");
        Assert.Empty(RawPeer.Values(answer, "P-Asserted-Identity"));
    }

    [Fact]
    public async Task Rfc3261_19_1_6_number_of_a_tel_URI_in_From_is_who_calls()
    {
        using var far = await FarAsync("127.0.0.121", "67");
        using var phone = new RawPeer("127.0.0.122", node.Udp);
        await node.RegisterAsync(phone, "576");
        var invite = await CallAsync(far, phone, "576", "<tel:+4790000515;phone-context=example>", "");
        Assert.StartsWith("<sip:+4790000515@127.0.0.1>;tag=", RawPeer.Value(invite, "From"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trunk_user_in_From_has_the_extension_beside_it_unless_the_caller_is_hidden()
    {
        using var far = new RawPeer("127.0.0.117", node.Udp);
        using var phone = new RawPeer("127.0.0.118", node.Udp);
        await node.RegisterAsync(phone, "574");
        await node.ConnectAsync(far.Local, new ConnectorSpec(
            "By password", ConnectionType.Password, far.Local.ToString(), [new ExtensionRangeSpec("650", "659")], "trunk-65", "correct-horse", Register: false,
            CallerIdentity: CallerIdentity.TrunkUser));

        var dialog = RawDialog.Caller(phone, "<sip:574@a.example>", $"sip:650@{node.Udp}");
        await phone.SendAsAsync("574", dialog, "INVITE");
        var invite = await far.ReceiveAsync("INVITE ");
        Assert.StartsWith("<sip:trunk-65@127.0.0.1>;tag=", RawPeer.Value(invite, "From"), StringComparison.Ordinal);
        Assert.Equal("<sip:574@127.0.0.1>", RawPeer.Value(invite, "P-Asserted-Identity"));

        dialog = RawDialog.Caller(phone, "<sip:574@a.example>", $"sip:651@{node.Udp}");
        await phone.SendAsAsync("574", dialog, "INVITE", "Privacy: id\n");
        invite = await far.ReceiveAsync("INVITE sip:651");
        Assert.StartsWith(Anonymous, RawPeer.Value(invite, "From"), StringComparison.Ordinal);
        Assert.Empty(RawPeer.Values(invite, "P-Asserted-Identity"));
    }

    [Fact]
    public async Task Rfc3325_identity_of_who_answered_passes_between_trusted_sides_alone()
    {
        using var caller = await FarAsync("127.0.0.110", "59", transit: true, trust: true);
        using var trusted = await FarAsync("127.0.0.111", "60", trust: true);
        using var other = await FarAsync("127.0.0.112", "61");
        foreach (var (callee, number, expected) in new[] { (trusted, "600", "<sip:601@127.0.0.1>"), (other, "610", null) })
        {
            var invite = await CallAsync(caller, callee, number, "<sip:591@far>", "");
            await callee.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:x@{callee.Local}>\nP-Asserted-Identity: <sip:601@elsewhere>\nRemote-Party-ID: <sip:602@elsewhere>\n");
            var answer = await caller.ReceiveAsync("SIP/2.0 200");
            Assert.Equal(expected is null ? [] : [expected], RawPeer.Values(answer, "P-Asserted-Identity"));
            Assert.Empty(RawPeer.Values(answer, "Remote-Party-ID"));
        }
    }

    [Fact]
    public async Task Number_of_the_far_side_is_shown_as_it_is_dialled_here()
    {
        using var far = new RawPeer("127.0.0.113", node.Udp);
        using var phone = new RawPeer("127.0.0.114", node.Udp);
        await node.ConnectAsync(far.Local, new ConnectorSpec(
            "Prefixed", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("8620", "8629", StripDigits: 1, PrependDigits: "00")]));
        await node.RegisterAsync(phone, "573");
        var invite = await CallAsync(far, phone, "573", "<sip:00625@far>", "");
        Assert.Contains("<sip:8625@", RawPeer.Value(invite, "From"), StringComparison.Ordinal);

        var dialog = RawDialog.Caller(phone, "<sip:573@a.example>", $"sip:8625@{node.Udp}");
        await phone.SendAsAsync("573", dialog, "INVITE");
        Assert.StartsWith("INVITE sip:00625@", await far.ReceiveAsync("INVITE "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_call_says_of_its_history_and_its_reason_passes_both_ways()
    {
        using var caller = await FarAsync("127.0.0.115", "63", transit: true);
        using var callee = await FarAsync("127.0.0.116", "64");
        string[] passing =
        [
            "Diversion: <sip:642@x>;reason=no-answer", "History-Info: <sip:642@x>;index=1", "Alert-Info: <urn:alert:source:internal>", "Call-Info: <http://x/y>;purpose=icon",
            "User-to-User: 56a3;encoding=hex", "Supported: 100rel, replaces", "X-Anything: goes", "Subject: lunch", "Geolocation: <cid:x>",
        ];
        var invite = await CallAsync(caller, callee, "640", "<sip:631@far>", string.Join('\n', passing) + "\n");
        Assert.All(passing, line => Assert.Contains(line + "\r\n", invite, StringComparison.Ordinal));
        await callee.RespondAsync(invite, "486 Busy Here", "b", "Reason: Q.850;cause=17;text=\"User busy\"\nX-Anything: comes\n");
        var refusal = await caller.ReceiveAsync("SIP/2.0 486");
        Assert.Equal("Q.850;cause=17;text=\"User busy\"", RawPeer.Value(refusal, "Reason"));
        Assert.Equal("comes", RawPeer.Value(refusal, "X-Anything"));
    }

    private static int s_next;

    private async Task<RawPeer> FarAsync(string address, string prefix, bool transit = false, bool trust = false)
    {
        // A theory makes its far sides anew for each of its cases.
        var n = Interlocked.Increment(ref s_next);
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        var peer = new RawPeer($"127.0.{n}.{bytes[3]}", node.Udp);
        await node.ConnectAsync(peer.Local, new ConnectorSpec(
            $"Far {n}", ConnectionType.Ip, peer.Local.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")], AllowTransit: transit, TrustIdentity: trust, Priority: 1000 - n));
        return peer;
    }

    private async Task<string> CallAsync(RawPeer caller, RawPeer callee, string number, string from, string more)
    {
        var dialog = RawDialog.Caller(caller, from, $"sip:{number}@{node.Udp}");
        await caller.SendAsync(dialog.Request("INVITE", more));
        return await callee.ReceiveAsync("INVITE ");
    }
}
