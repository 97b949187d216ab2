using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Tests.Admission;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Why;

public sealed class UnmatchedCallersTests
{
    private static readonly SiteId Site = SiteId.New(), Other = SiteId.New();

    private readonly ManualTime _time = new();
    private readonly RoutingTable _table = Table();
    private readonly CallJournal _journal;
    private readonly UnmatchedCallers _callers;

    public UnmatchedCallersTests()
    {
        _journal = new CallJournal(_time, NullLogger<CallJournal>.Instance);
        _callers = new UnmatchedCallers(() => _table, _journal, _time);
    }

    [Theory]
    [InlineData(null, "a.example", UnmatchedReason.AddressUnknown)]
    [InlineData("nobody", "a.example", UnmatchedReason.UsernameUnknown)]
    [InlineData("trunk", "a.example", UnmatchedReason.WrongPassword)]
    [InlineData("trunk", "asterisk", UnmatchedReason.RealmDiffers)]
    [InlineData("150", "a.example", UnmatchedReason.WrongPassword)]
    [InlineData("off", "a.example", UnmatchedReason.ConnectorDisabled)]
    public void Reason_says_what_is_wrong(string? username, string realm, UnmatchedReason reason)
    {
        NoteTwice("198.51.100.1", username, realm);
        var caller = Assert.Single(_callers.All());
        Assert.Equal((reason, username, "198.51.100.1", 1L), (caller.Reason, caller.Username, caller.Source, caller.Count));
        Assert.Equal(username is "trunk" or "off", caller.Connector is not null);
        Assert.DoesNotContain("s3cret", caller.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_of_a_disabled_connector_is_told_from_one_of_none()
    {
        NoteTwice("192.0.2.77", null);
        Assert.Equal(UnmatchedReason.ConnectorDisabled, _callers.All().Single().Reason);
    }

    [Fact]
    public void Connectors_of_other_sites_are_not_named()
    {
        foreach (var address in new[] { "192.0.2.78", "192.0.2.79" }) NoteTwice(address, null);
        Assert.All(_callers.All(), static caller =>
        {
            Assert.Equal(UnmatchedReason.AddressUnknown, caller.Reason);
            Assert.Null(caller.Connector);
            Assert.DoesNotContain("foreign", caller.Text, StringComparison.Ordinal);
        });
        Assert.Contains("another site", _callers.All().Single(static caller => caller.Source == "192.0.2.78").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Caller_that_was_assigned_by_one_site_stays_with_another()
    {
        var other = _table.FindSite(Other);
        for (var i = 0; i < 3; i++)
            foreach (var site in new[] { _table.FindSite(Site), other, null }) _callers.Note(Address("198.51.100.1"), Invite("trunk", "a.example"), site);
        Assert.Equal(3, _callers.All().Length);
        _callers.Forget("198.51.100.1", Site);
        Assert.Equal(Other, Assert.Single(_callers.All()).Site);
        _callers.Forget("198.51.100.1", Other);
        Assert.Empty(_callers.All());
        _callers.Forget("198.51.100.1", Other);
    }

    [Fact]
    public void Request_without_a_site_is_told_so()
    {
        for (var i = 0; i < 2; i++) _callers.Note(Address("198.51.100.1"), Invite(null, ""), null);
        Assert.Equal(UnmatchedReason.SiteUnknown, _callers.All().Single().Reason);
    }

    [Fact]
    public void Phone_that_is_challenged_and_proves_itself_is_never_listed()
    {
        for (var call = 0; call < 100; call++)
        {
            Note("198.51.100.1", null);
            _callers.Proven(Address("198.51.100.1"));
        }
        Assert.Empty(_callers.All());
    }

    [Fact]
    public void Calls_of_one_address_that_are_challenged_side_by_side_are_no_failures()
    {
        // An exchange, or phones behind one NAT: calls begin while others are not proven yet.
        for (var second = 0; second < 100; second++)
        {
            for (var call = 0; call < 5; call++) Note("198.51.100.1", null);
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var call = 0; call < 5; call++) _callers.Proven(Address("198.51.100.1"));
        }
        Assert.Empty(_callers.All());
        Assert.Equal(0, _journal.Failed(Site, null, 1, null).TotalCount);
    }

    [Fact]
    public void Caller_that_answers_no_challenge_is_listed_once_proof_is_overdue()
    {
        Note("198.51.100.1", null);
        _time.Advance(TimeSpan.FromSeconds(4));
        Note("198.51.100.1", null);
        Assert.Empty(_callers.All());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Note("198.51.100.1", null);
        Assert.Single(_callers.All());
        Assert.Equal(1, _journal.Failed(Site, null, 1, null).TotalCount);
    }

    [Fact]
    public void Caller_that_proves_itself_later_is_taken_off_the_list()
    {
        for (var i = 0; i < 5; i++) Note("198.51.100.1", "trunk");
        Assert.Equal(4, _callers.All().Single().Count);
        _callers.Proven(Address("198.51.100.1"));
        Assert.Empty(_callers.All());
    }

    [Fact]
    public void Proof_does_not_wait_for_the_list_and_the_next_one_takes_off_what_it_left()
    {
        Action? whileListing = null;
        var callers = new UnmatchedCallers(() => { whileListing?.Invoke(); return _table; }, _journal, _time);
        for (var i = 0; i < 2; i++) callers.Note(Address("198.51.100.1"), Invite("trunk", "a.example"), _table.FindSite(Site));
        var hasReturned = false;
        whileListing = () =>
        {
            whileListing = null;
            var proof = new Thread(() => callers.Proven(Address("198.51.100.1")));
            proof.Start();
            hasReturned = proof.Join(TimeSpan.FromSeconds(10));
        };
        for (var i = 0; i < 2; i++) callers.Note(Address("203.0.113.9"), Invite(null, ""), null);
        Assert.True(hasReturned);
        Assert.Equal(2, callers.All().Length);
        callers.Proven(Address("198.51.100.1"));
        Assert.Equal("203.0.113.9", Assert.Single(callers.All()).Source);
    }

    [Fact]
    public void Flood_of_made_up_callers_does_not_push_out_one_that_comes_again_and_again()
    {
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            // One request of a thousand comes from the one that matters; the others from anywhere, under any name.
            if (i % 500 == 0) Note("203.0.113.9", "trunk");
            var source = new IPAddress([(byte)random.Next(1, 224), (byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)]).ToString();
            for (var again = 0; again < 2; again++) Note(source, $"u{random.Next()}");
            if (i % 200 == 0) _time.Advance(TimeSpan.FromSeconds(1));
        }
        var all = _callers.All();
        Assert.Equal(UnmatchedCallers.Capacity, all.Length);
        var real = Assert.Single(all, static caller => caller.Source == "203.0.113.9");
        // Not each is counted: in a flood, addresses push one another out of what counts their challenges.
        Assert.InRange(real.Count, 20, 100);
    }

    [Fact]
    public void One_address_and_one_network_have_their_share_and_no_more()
    {
        for (var i = 0; i < 100; i++) Note("198.51.100.1", $"user-{i}");
        Assert.Equal(UnmatchedCallers.PerAddress, _callers.All().Length);
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 2; i < 200; i++)
            NoteTwice($"198.51.100.{i}", "100");
        Assert.Equal(UnmatchedCallers.PerNetwork, _callers.All().Length);
        NoteTwice("203.0.113.9", null);
        Assert.Contains(_callers.All(), static caller => caller.Source == "203.0.113.9");
    }

    private void NoteTwice(string source, string? username, string realm = "a.example")
    {
        Note(source, username, realm);
        if (username is null) _time.Advance(TimeSpan.FromSeconds(5));
        Note(source, username, realm);
    }

    private void Note(string source, string? username, string realm = "a.example") => _callers.Note(Address(source), Invite(username, realm), _table.FindSite(Site));

    private static TransportAddress Address(string source) => TransportAddress.Of(IPAddress.Parse(source), 5061);

    private static SipMessage Invite(string? username, string realm)
    {
        var credentials = username is null ? "" : $"Authorization: Digest username=\"{username}\", realm=\"{realm}\", nonce=\"n\", uri=\"sip:b\", response=\"00000000000000000000000000000000\"\r\n";
        var bytes = Encoding.ASCII.GetBytes(
            $"INVITE sip:1@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\r\nMax-Forwards: 70\r\nFrom: <sip:100@a>;tag=a\r\nTo: <sip:2@a>\r\nCall-ID: call-1\r\nCSeq: 1 INVITE\r\n{credentials}Content-Length: 0\r\n\r\n");
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, bytes, 0, bytes.Length));
        return message;
    }

    private static RoutingTable Table()
    {
        var delta = new SiteDelta { Whole = true, Settings = new SiteSettings(Site, "A", ["a.example"], IsDefault: true) };
        foreach (var connector in new[]
        {
            Connector("trunk", ConnectionType.Password, enabled: true), Connector("off", ConnectionType.Password, enabled: false), Connector(null, ConnectionType.Ip, enabled: false),
        })
        {
            delta.Connectors[connector.Id] = connector;
        }
        delta.Numbers[Number.Parse("150")] = new LocalRoute { Site = Site, Number = Number.Parse("150"), Kind = LocalNumberKind.Extension, Owner = "", Secret = "s3cret"u8.ToArray() };
        var other = new SiteDelta { Whole = true, Settings = new SiteSettings(Other, "B", ["b.example"], IsDefault: false) };
        foreach (var connector in new[]
        {
            Connector("foreign", ConnectionType.Ip, enabled: true, Other, "192.0.2.78"), Connector("foreign, off", ConnectionType.Ip, enabled: false, Other, "192.0.2.79"),
        })
        {
            other.Connectors[connector.Id] = connector;
        }
        return RoutingTable.Empty.With(1, new Dictionary<SiteId, SiteDelta> { [Site] = delta, [Other] = other });
    }

    private static ConnectorRoute Connector(string? username, ConnectionType type, bool enabled, SiteId? site = null, string source = "192.0.2.77") =>
        new(new TrunkView(), new RangeSource(RangeId.New(), new NumberRange(Number.Parse("200"), Number.Parse("299")), 0, ""))
        {
            Id = ConnectorId.New(),
            Site = site ?? Site,
            Name = username ?? "by address",
            Type = type,
            Enabled = enabled,
            Username = username,
            Password = "s3cret"u8.ToArray(),
            Sources = [source],
        };
}
