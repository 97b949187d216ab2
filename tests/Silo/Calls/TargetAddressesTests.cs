using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Tests.Locating;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

public sealed class TargetAddressesTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);
    private static readonly SiteId First = SiteId.New(), Second = SiteId.New();

    private readonly FakeTimeProvider _time = new();
    private readonly FakeDns _dns = new();
    private readonly TargetAddresses _targets;
    private RoutingTable _table = RoutingTable.Empty;

    public TargetAddressesTests() =>
        _targets = new TargetAddresses(new Locator(_dns, new HostsFile("no-such-file"), static (_, _) => throw new NotSupportedException(), static () => 0.5, _time), _time);

    [Fact]
    public void Literal_target_needs_no_dns()
    {
        Put(First, "sip:700@192.0.2.1:5070;transport=tcp");

        Assert.Equal(["192.0.2.1:5070"], Find("sip:700@192.0.2.1:5070;transport=tcp", TransportProtocol.Tcp));
        Assert.Equal(0, _targets.Count);
        Assert.Empty(_dns.Asked);
    }

    [Fact]
    public void Name_has_all_its_addresses_in_order_by_the_service_of_its_transport()
    {
        _dns.Service("_sip._tcp.menu.example", 2, 0, 5062, "two.example").Service("_sip._tcp.menu.example", 1, 0, 5061, "one.example")
            .Address("one.example", "192.0.2.1").Address("one.example", "2001:db8::1").Address("two.example", "192.0.2.2").Address("menu.example", "192.0.2.9");
        Put(First, "sip:700@MENU.example;transport=tcp", "sip:701@menu.example", "sip:702@menu.example:5099");

        Assert.Equal(["192.0.2.1:5061", "[2001:db8::1]:5061", "192.0.2.2:5062"], Find("sip:700@MENU.example;transport=tcp", TransportProtocol.Tcp));
        Assert.Equal(["192.0.2.9:5060"], Find("sip:701@menu.example", TransportProtocol.Udp));
        Assert.Equal(["192.0.2.9:5099"], Find("sip:702@menu.example:5099", TransportProtocol.Udp));
        Assert.Empty(Find("sip:703@elsewhere.example", TransportProtocol.Udp));
    }

    [Fact]
    public void Name_is_asked_for_again_when_its_time_to_live_has_passed_and_keeps_its_addresses_while_the_dns_fails()
    {
        _dns.Address("menu.example", "192.0.2.1", seconds: 30);
        Put(First, "sip:700@menu.example");
        Assert.Equal(["192.0.2.1:5060"], Find("sip:700@menu.example", TransportProtocol.Udp));

        _dns.Forget("menu.example");
        _dns.Address("menu.example", "192.0.2.2", seconds: 30);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(["192.0.2.1:5060"], Find("sip:700@menu.example", TransportProtocol.Udp));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["192.0.2.2:5060"], Find("sip:700@menu.example", TransportProtocol.Udp));

        _dns.Fault = static (_, _) => LocateFault.ServerFailure;
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["192.0.2.2:5060"], Find("sip:700@menu.example", TransportProtocol.Udp));

        _dns.Fault = static (_, _) => LocateFault.None;
        _dns.Forget("menu.example");
        _dns.Address("menu.example", "192.0.2.3", seconds: 30);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["192.0.2.3:5060"], Find("sip:700@menu.example", TransportProtocol.Udp));
    }

    [Fact]
    public void Name_that_no_site_uses_any_more_is_forgotten()
    {
        _dns.Address("menu.example", "192.0.2.1", seconds: 30).Address("queue.example", "192.0.2.2", seconds: 30);
        Put(First, "sip:700@menu.example", "sip:701@queue.example");
        Put(Second, "sip:700@menu.example");
        Assert.Equal(2, _targets.Count);

        Put(First, "sip:700@menu.example");
        Assert.Equal(1, _targets.Count);
        Remove(First);
        Assert.Equal(["192.0.2.1:5060"], Find("sip:700@menu.example", TransportProtocol.Udp));
        Remove(Second);
        Assert.Equal(0, _targets.Count);

        var asked = _dns.Asked.Count;
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(asked, _dns.Asked.Count);
    }

    public void Dispose() => _targets.Dispose();

    private string[] Find(string uri, TransportProtocol expected)
    {
        var found = _targets.Find(Encoding.ASCII.GetBytes(uri), out var protocol);
        Assert.Equal(expected, protocol);
        return [.. found.Select(static address => address.ToString())];
    }

    private void Put(SiteId site, params string[] targets)
    {
        var delta = new SiteDelta { Whole = true, Settings = new SiteSettings(site, "A", [], IsDefault: false) };
        for (var i = 0; i < targets.Length; i++)
        {
            var number = Number.Parse($"{700 + i}");
            delta.Numbers[number] = new LocalRoute { Site = site, Number = number, Kind = LocalNumberKind.CallFlow, Target = targets[i] };
        }
        Swap(site, delta);
    }

    private void Remove(SiteId site) => Swap(site, new SiteDelta { Removed = true });

    private void Swap(SiteId site, SiteDelta delta)
    {
        var previous = _table;
        _table = _table.With(previous.Version + 1, new Dictionary<SiteId, SiteDelta> { [site] = delta });
        _targets.Swapped(previous, _table);
        _time.Advance(Moment);
    }
}
