using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Silo.Locating;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Locating;

public sealed class LocatorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeDns _dns = new();
    private readonly string _hosts = Path.GetTempFileName();
    private readonly Locator _locator;

    public LocatorTests() => _locator = new Locator(_dns, new HostsFile(_hosts), AskSystem, static () => 0.5, _time);

    private Func<string, IPAddress[]> Names { get; set; } = static _ => throw new SocketException((int)SocketError.HostNotFound);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:5060")]
    [InlineData("2001:db8::1", "[2001:db8::1]:5060")]
    public async Task Literal_address_touches_no_dns(string host, string expected)
    {
        Assert.Equal([expected], await Find(host));
        Assert.Empty(_dns.Asked);
    }

    [Fact]
    public async Task Hosts_file_counts_more_than_the_dns_and_is_read_again_when_written()
    {
        _dns.Address("pbx.example", "192.0.2.1");
        Assert.Equal(["192.0.2.1:5060"], await Find("pbx.example"));

        File.WriteAllText(_hosts, "# comment\n127.0.0.7\tPBX.example alias # more\n\nnonsense\n");
        File.SetLastWriteTimeUtc(_hosts, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var asked = _dns.Asked.Count;
        Assert.Equal(["127.0.0.7:5060"], await Find("pbx.example"));
        Assert.Equal(["127.0.0.7:5060"], await Find("alias"));
        Assert.Equal(asked, _dns.Asked.Count);
    }

    [Theory]
    [InlineData("asterisk")]
    [InlineData("pbx.local")]
    public async Task Local_name_is_the_systems_to_resolve(string name)
    {
        Assert.Equal(new Located.NotFound(LocateFault.NoSuchName, name), await _locator.Find(Query(name)));

        Names = static _ => [IPAddress.Parse("10.0.0.7"), IPAddress.IPv6Loopback];
        Assert.Equal(["10.0.0.7:5060"], await Find(name));
        Assert.Empty(_dns.Asked);
    }

    [Fact]
    public async Task Search_ends_after_its_limit()
    {
        _dns.Fault = static (_, _) => LocateFault.Silent;

        var search = _locator.Find(Query("dead.example"));
        _time.Advance(Locator.Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(search.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(LocateFault.Silent, Assert.IsType<Located.NotFound>(await search.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Fault);
    }

    [Fact]
    public async Task Names_whose_servers_are_dead_keep_nobody_waiting_however_many_there_are()
    {
        _dns.Address("good.example", "192.0.2.1");
        _dns.Fault = static (name, _) => name.EndsWith("dead.example", StringComparison.Ordinal) ? LocateFault.Silent : LocateFault.None;
        var dead = Enumerable.Range(0, 2 * Locator.MostSearches).Select(i => _locator.Find(Query($"{i}.dead.example"))).ToArray();

        // Not a moment passes on the clock.
        Assert.Equal(["192.0.2.1:5060"], await Find("good.example"));

        // The oldest were given up for the others.
        await Task.WhenAll(dead[..Locator.MostSearches]).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(dead[^1].IsCompleted);
        _time.Advance(Locator.Limit);
        await Task.WhenAll(dead).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    public void Dispose() => File.Delete(_hosts);

    private static LocateQuery Query(string host) => new(host, 0, SipService.Over(TransportProtocol.Udp));

    private async Task<IEnumerable<string>> Find(string host) =>
        Assert.IsType<Located.Found>(await _locator.Find(Query(host))).Targets.Select(static target => new IPEndPoint(target.Address, target.Port).ToString());

    private Task<IPAddress[]> AskSystem(string name, CancellationToken cancellation) => Task.FromResult(Names(name));
}
