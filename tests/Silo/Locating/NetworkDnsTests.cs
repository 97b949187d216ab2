using System.Net;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Locating;

/// <summary>The DNS client on real sockets, against servers that answer, fail, refuse, lie and say nothing.</summary>
public sealed class NetworkDnsTests : IDisposable
{
    private readonly DnsServer _first = new(), _second = new();

    [Fact]
    public async Task Whole_search_runs_over_the_network()
    {
        _first.Answer = static (name, type) => (name, type) switch
        {
            ("_sip._udp.example.com", 33) => new DnsReply().Service(name, 10, 0, 5070, "sbc1.example.com").Service(name, 20, 0, 5060, "sbc2.example.com").Along("sbc2.example.com", "192.0.2.2", 40),
            ("sbc1.example.com", 1) => new DnsReply().Alias(name, "vm.example.net").Address("vm.example.net", "192.0.2.1", 50),
            _ => new DnsReply { Code = 3 },
        };

        var found = Assert.IsType<Located.Found>(await Search("example.com"));

        Assert.Equal(["192.0.2.1:5070", "192.0.2.2:5060"], found.Targets.Select(static target => new IPEndPoint(target.Address, target.Port).ToString()));
        Assert.Equal(TimeSpan.FromSeconds(40), found.Lifetime);
        Assert.Equal(2, _first.Asked);
    }

    [Fact]
    public async Task Naptr_records_are_read()
    {
        _first.Answer = static (name, type) => type == 35 ? new DnsReply().Pointer(name, "SIP+D2U", "_sip._udp.provider.example") : new DnsReply { Code = 3 };

        var record = Assert.IsType<PointerRecord>(Assert.Single((await Ask("example.com", DnsType.Naptr)).Answers));

        Assert.Equal(("s", "SIP+D2U", "_sip._udp.provider.example"), (record.Flags.ToLowerInvariant(), record.Services, record.Replacement));
    }

    [Theory]
    [InlineData(2, nameof(LocateFault.ServerFailure))]
    [InlineData(3, nameof(LocateFault.NoSuchName))]
    [InlineData(4, nameof(LocateFault.ServerFailure))]
    [InlineData(5, nameof(LocateFault.Refused))]
    public async Task Response_code_is_the_fault(int code, string fault)
    {
        _first.Answer = (_, _) => new DnsReply { Code = code };

        Assert.Equal(fault, (await Ask("example.com", DnsType.A)).Fault.ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Server_that_is_silent_or_fails_is_not_the_last_one_asked(int code)
    {
        _first.Answer = (_, _) => code < 0 ? null : new DnsReply { Code = code };
        _second.Answer = static (name, _) => new DnsReply().Address(name, "192.0.2.1");

        var answer = await Ask("example.com", DnsType.A, _first.Address, _second.Address);

        Assert.Equal(IPAddress.Parse("192.0.2.1"), Assert.IsType<AddressRecord>(Assert.Single(answer.Answers)).Address);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_passed_over()
    {
        _second.Answer = static (name, _) => new DnsReply().Address(name, "192.0.2.1");
        var gone = _first.Address;
        _first.Dispose();

        Assert.Equal(LocateFault.None, (await Ask("example.com", DnsType.A, gone, _second.Address)).Fault);
        Assert.Equal(LocateFault.Silent, (await Ask("example.com", DnsType.A, gone)).Fault);
    }

    [Fact]
    public async Task Server_that_answered_is_asked_first_the_next_time()
    {
        _first.Answer = static (_, _) => null;
        _second.Answer = static (name, _) => new DnsReply().Address(name, "192.0.2.1");
        var dns = Dns(_first.Address, _second.Address);

        for (var i = 0; i < 5; i++) Assert.Equal(LocateFault.None, (await dns.Ask("example.com", DnsType.A, TestContext.Current.CancellationToken)).Fault);

        Assert.Equal(1, _first.Asked);
        Assert.Equal(5, _second.Asked);
    }

    [Fact]
    public async Task Silence_of_all_ends_after_the_rounds_and_at_once_when_cancelled()
    {
        _first.Answer = static (_, _) => null;
        Assert.Equal(LocateFault.Silent, (await Ask("example.com", DnsType.A)).Fault);
        Assert.Equal(2, _first.Asked);

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.Equal(LocateFault.Silent, (await Dns(_first.Address).Ask("example.com", DnsType.A, cancelled.Token)).Fault);
    }

    [Fact]
    public async Task Answer_too_large_for_a_datagram_comes_over_tcp()
    {
        _first.Answer = static (name, _) =>
        {
            var reply = new DnsReply { IsTooLargeForUdp = true };
            for (var i = 0; i < 100; i++) reply.Address(name, $"192.0.2.{i}");
            return reply;
        };

        Assert.Equal(100, (await Ask("example.com", DnsType.A)).Answers.Length);
        Assert.Equal(1, _first.AskedOverTcp);
    }

    [Fact]
    public async Task Garbage_is_no_answer_and_no_exception()
    {
        _first.Answer = static (_, _) => new DnsReply { Raw = [1, 2, 3] };
        Assert.True((await Ask("example.com", DnsType.A)).Fault.IsOutage());
    }

    [Fact]
    public async Task Name_that_is_none_is_not_asked_for()
    {
        Assert.Equal(LocateFault.NoSuchName, (await Ask($"{new string('a', 64)}.example", DnsType.A)).Fault);
        Assert.Equal(0, _first.Asked);
    }

    [Theory]
    [InlineData("192.0.2.53", "192.0.2.53:53")]
    [InlineData("192.0.2.53:5353", "192.0.2.53:5353")]
    [InlineData("2001:db8::53", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]:5353", "[2001:db8::53]:5353")]
    [InlineData("dns.example", null)]
    public void Server_is_an_address_and_perhaps_a_port(string text, string? expected)
    {
        Assert.Equal(expected, DnsOptions.TryParse(text, out var server) ? server.ToString() : null);
        Assert.Equal(expected is null, new DnsOptionsValidator().Validate(null, new DnsOptions { Servers = { text } }).Failed);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static NetworkDns Dns(params string[] servers)
    {
        var options = new DnsOptions { Timeout = TimeSpan.FromMilliseconds(300) };
        foreach (var server in servers) options.Servers.Add(server);
        var wrapped = Microsoft.Extensions.Options.Options.Create(options);
        return new NetworkDns(wrapped, new DnsServers(wrapped, TimeProvider.System));
    }

    private Task<DnsAnswer> Ask(string name, DnsType type, params string[] servers) =>
        Dns(servers.Length == 0 ? [_first.Address] : servers).Ask(name, type, TestContext.Current.CancellationToken);

    private Task<Located> Search(string host) =>
        new LocateProcedure(new LocateQuery(host, 0, SipService.Over(TransportProtocol.Udp)), Dns(_first.Address), static () => 0.5, null, TestContext.Current.CancellationToken).Run();
}
