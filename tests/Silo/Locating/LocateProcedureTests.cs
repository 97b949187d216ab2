using SystemConnector.Silo.Locating;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Locating;

public sealed class LocateProcedureTests
{
    private readonly FakeDns _dns = new();
    private readonly Random _random = new(7);

    [Fact]
    public async Task Rfc3263_4_2_port_asks_for_addresses_only()
    {
        _dns.Address("pbx.example", "192.0.2.1");

        Assert.Equal(["192.0.2.1:5080"], await Find("pbx.example", 5080));
        Assert.Equal([("pbx.example", DnsType.A)], _dns.Asked);
    }

    [Theory]
    [InlineData(TransportProtocol.Udp, "_sip._udp.", 5060)]
    [InlineData(TransportProtocol.Tcp, "_sip._tcp.", 5060)]
    [InlineData((TransportProtocol)2, "_sips._tcp.", 5061)]
    public async Task Rfc3263_4_2_each_transport_has_its_service_and_port(TransportProtocol protocol, string prefix, int port)
    {
        _dns.Address("pbx.example", "192.0.2.1").Service(prefix + "srv.example", 1, 1, 5070, "pbx.example");

        Assert.Equal(["192.0.2.1:5070"], await Find("srv.example", protocol: protocol));
        Assert.Equal([$"192.0.2.1:{port}"], await Find("pbx.example", protocol: protocol));
    }

    [Fact]
    public async Task Rfc2782_priority_orders_and_is_the_rank()
    {
        _dns.Service("_sip._udp.example.com", 20, 0, 5060, "backup.example.com").Service("_sip._udp.example.com", 10, 0, 5062, "main.example.com")
            .Address("main.example.com", "192.0.2.1").Address("main.example.com", "192.0.2.2").Address("backup.example.com", "192.0.2.9");

        var found = Assert.IsType<Located.Found>(await Search("example.com"));

        Assert.Equal(["192.0.2.1:5062", "192.0.2.2:5062", "192.0.2.9:5060"], found.Targets.Select(Text));
        Assert.Equal([10, 10, 20], found.Targets.Select(static target => target.Rank));
    }

    [Fact]
    public void Rfc2782_weights_share_in_proportion()
    {
        ServiceRecord[] records = [Record("a", 60), Record("b", 30), Record("c", 10), Record("never", 0)];
        var first = new Dictionary<string, int>();
        for (var i = 0; i < 10_000; i++)
        {
            var order = SrvOrder.Of(records, _random.NextDouble);
            Assert.Equal(4, order.Distinct().Count());
            first[order[0].Target] = first.GetValueOrDefault(order[0].Target) + 1;
        }
        Assert.InRange(first["a"], 5_700, 6_300);
        Assert.InRange(first["b"], 2_700, 3_300);
        Assert.InRange(first["c"], 800, 1_200);
        // A very small chance (one in the sum and one more).
        Assert.InRange(first["never"], 1, 300);

        static ServiceRecord Record(string target, int weight) => new("x", TimeSpan.Zero, 1, (ushort)weight, 5060, target);
    }

    [Fact]
    public async Task Rfc2782_dot_says_that_the_service_is_not_offered()
    {
        _dns.Service("_sip._udp.example.com", 0, 0, 0, "").Address("example.com", "192.0.2.1");

        Assert.Equal(new Located.NotFound(LocateFault.NoService, "_sip._udp.example.com"), await Search("example.com"));
    }

    [Fact]
    public async Task Rfc3263_4_1_naptr_names_where_the_service_records_are_when_they_are_not_under_the_usual_name()
    {
        _dns.Pointer("example.com", 20, "SIP+D2U", "_sip._udp.second.example.net").Pointer("example.com", 10, "SIP+D2U", "_sip._udp.provider.example.net")
            .Pointer("example.com", 5, "SIPS+D2T", "_sips._tcp.provider.example.net").Pointer("example.com", 1, "SIP+D2U", "", flags: "u")
            .Service("_sip._udp.provider.example.net", 1, 1, 5066, "sbc.example.net").Address("sbc.example.net", "192.0.2.66").Address("example.com", "192.0.2.1");

        Assert.Equal(["192.0.2.66:5066"], await Find("example.com"));
    }

    [Theory]
    [InlineData(nameof(LocateFault.ServerFailure))]
    [InlineData(nameof(LocateFault.Refused))]
    public async Task Naptr_that_fails_harms_nobody(string fault)
    {
        _dns.Address("example.com", "192.0.2.1");
        _dns.Fault = (_, type) => type == DnsType.Naptr ? Enum.Parse<LocateFault>(fault) : LocateFault.None;

        Assert.Equal(["192.0.2.1:5060"], await Find("example.com"));
    }

    [Fact]
    public async Task Service_records_that_fail_are_not_passed_over_for_the_address_of_the_domain()
    {
        _dns.Address("example.com", "192.0.2.80");
        _dns.Fault = static (_, type) => type == DnsType.Srv ? LocateFault.ServerFailure : LocateFault.None;

        Assert.Equal(new Located.NotFound(LocateFault.ServerFailure, "_sip._udp.example.com"), await Search("example.com"));
    }

    [Fact]
    public async Task Additional_section_saves_the_question()
    {
        _dns.Service("_sip._udp.example.com", 1, 1, 5060, "sbc.example.com").Along("sbc.example.com", "192.0.2.5", seconds: 17);

        var found = Assert.IsType<Located.Found>(await Search("example.com"));

        Assert.Equal("192.0.2.5:5060", Text(Assert.Single(found.Targets)));
        Assert.Equal(TimeSpan.FromSeconds(17), found.Lifetime);
        Assert.Equal([("_sip._udp.example.com", DnsType.Srv)], _dns.Asked);
    }

    [Fact]
    public async Task Lifetime_is_the_shortest_of_all_that_was_used()
    {
        _dns.Service("_sip._udp.example.com", 1, 1, 5060, "sbc.example.com", seconds: 300).Alias("sbc.example.com", "vm.example.net", seconds: 20).Address("vm.example.net", "192.0.2.5", seconds: 90);

        Assert.Equal(TimeSpan.FromSeconds(20), Assert.IsType<Located.Found>(await Search("example.com")).Lifetime);
    }

    [Fact]
    public async Task Aliases_that_go_in_a_circle_end()
    {
        _dns.Alias("a.example", "b.example").Alias("b.example", "a.example");

        Assert.Equal(LocateFault.ServerFailure, Assert.IsType<Located.NotFound>(await Search("a.example", 5060)).Fault);
        Assert.InRange(_dns.Asked.Count, 1, LocateProcedure.MostAliases + 1);
    }

    [Fact]
    public async Task Families_are_those_of_the_nodes_transports_with_ipv4_first()
    {
        _dns.Address("pbx.example", "2001:db8::1").Address("pbx.example", "192.0.2.1");

        Assert.Equal(["192.0.2.1:5060", "[2001:db8::1]:5060"], await Find("pbx.example", ipv6: true));
        Assert.Equal(["192.0.2.1:5060"], await Find("pbx.example"));
        _dns.Forget("pbx.example");
        _dns.Address("pbx.example", "2001:db8::1");
        Assert.Equal(new Located.NotFound(LocateFault.NoAddress, "pbx.example"), await Search("pbx.example", 5060));
        // A node without any transport of the protocol is told that, not that the name has no address.
        Assert.Equal(["[2001:db8::1]:5060"], await Find("pbx.example", ipv4: false));
    }

    [Fact]
    public async Task Family_that_fails_does_not_harm_the_other()
    {
        _dns.Address("pbx.example", "192.0.2.1");
        _dns.Fault = static (_, type) => type == DnsType.Aaaa ? LocateFault.ServerFailure : LocateFault.None;

        Assert.Equal(["192.0.2.1:5060"], await Find("pbx.example", ipv6: true));
    }

    [Fact]
    public async Task Target_whose_name_fails_keeps_the_addresses_that_it_had_and_the_others_are_news()
    {
        _dns.Service("_sip._udp.example.com", 1, 0, 5060, "main.example.com").Service("_sip._udp.example.com", 2, 0, 5060, "backup.example.com")
            .Address("main.example.com", "192.0.2.1").Address("backup.example.com", "192.0.2.2");
        var before = Assert.IsType<Located.Found>(await Search("example.com"));

        _dns.Forget("backup.example.com");
        _dns.Address("backup.example.com", "192.0.2.3");
        _dns.Fault = static (name, _) => name == "main.example.com" ? LocateFault.ServerFailure : LocateFault.None;

        Assert.Equal(["192.0.2.3:5060"], await Find("example.com"));
        var after = Assert.IsType<Located.Found>(await Search("example.com", previous: before));
        Assert.Equal(["192.0.2.1:5060", "192.0.2.3:5060"], after.Targets.Select(Text));
    }

    [Fact]
    public async Task Far_more_records_than_anybody_needs_are_bounded()
    {
        for (var i = 0; i < 200; i++)
        {
            _dns.Service("_sip._udp.example.com", i, 0, 5060, $"s{i}.example.com");
            for (var j = 0; j < 50; j++) _dns.Address($"s{i}.example.com", $"10.{i}.0.{j}");
        }

        var found = Assert.IsType<Located.Found>(await Search("example.com"));

        Assert.InRange(found.Targets.Length, 1, LocateProcedure.MostAddresses);
        Assert.InRange(_dns.Asked.Count, 1, 1 + LocateProcedure.MostServices);
    }

    private static string Text(LocatedTarget target) => new System.Net.IPEndPoint(target.Address, target.Port).ToString();

    private async Task<IEnumerable<string>> Find(string host, int port = 0, TransportProtocol protocol = TransportProtocol.Udp, bool ipv4 = true, bool ipv6 = false) =>
        Assert.IsType<Located.Found>(await Search(host, port, protocol, ipv4, ipv6)).Targets.Select(Text);

    private Task<Located> Search(
        string host, int port = 0, TransportProtocol protocol = TransportProtocol.Udp, bool ipv4 = true, bool ipv6 = false, Located.Found? previous = null) =>
        new LocateProcedure(new LocateQuery(host, port, SipService.Over(protocol), ipv4, ipv6), _dns, _random.NextDouble, previous, TestContext.Current.CancellationToken).Run();
}
