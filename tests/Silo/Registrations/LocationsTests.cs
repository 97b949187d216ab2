using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Registrations;

public sealed class LocationsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Refresh_does_not_bring_back_what_was_unregistered_meanwhile()
    {
        var locations = new Locations(_time);
        var binding = new Binding("sip:a@192.0.2.9", "", "udp/192.0.2.1:5060/192.0.2.9:5060/0", "node-1", "call", 1, _time.GetUtcNow().AddHours(1), "");
        locations.Set("aor", [binding]);
        var found = locations.Find("aor");
        var refreshed = found.SetItem(0, found[0] with { Binding = binding with { CSeq = 2 } });
        Assert.True(locations.TryReplace("aor", found, refreshed));
        Assert.Equal(2u, locations.Find("aor").Single().Binding.CSeq);
        Assert.False(locations.TryReplace("aor", found, refreshed));
        locations.Set("aor", []);
        Assert.False(locations.TryReplace("aor", refreshed, refreshed));
        Assert.Empty(locations.Find("aor"));
    }

    [Theory]
    [InlineData("sip:a@10.0.0.9:5061;transport=tls", "192.0.2.9", "tls", true)]
    [InlineData("sip:a@10.0.0.9:49152;transport=tls", "192.0.2.9", "tls", true)]
    [InlineData("sip:a@10.0.0.9:49152;transport=tls", "192.0.2.9", "udp", false)]
    [InlineData("sip:a@10.0.0.9:5061;transport=tls", "192.0.2.8", "tls", false)]
    [InlineData("sip:A@10.0.0.9:5061;transport=tls", "192.0.2.9", "tls", false)]
    [InlineData("tel:a", "192.0.2.9", "tls", false)]
    public void Phone_is_found_by_its_contact_at_its_address(string contact, string seen, string protocol, bool isFound)
    {
        var locations = new Locations(_time);
        locations.Set("aor", [BindingOf("sip:a@10.0.0.9:5061;transport=tls", "tls/192.0.2.1:5061/192.0.2.9:40001/7", 60)]);
        Assert.Equal(isFound, Find(locations, contact, seen, protocol) is not null);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(Find(locations, contact, seen, protocol));
    }

    [Fact]
    public void Contact_of_a_udp_phone_has_its_port()
    {
        var locations = new Locations(_time);
        locations.Set("aor", [BindingOf("sip:a@10.0.0.9:5061", "udp/192.0.2.1:5060/192.0.2.9:40001/0", 60)]);
        Assert.NotNull(Find(locations, "sip:a@10.0.0.9:5061", "192.0.2.9", "udp"));
        Assert.Null(Find(locations, "sip:a@10.0.0.9:5062", "192.0.2.9", "udp"));
    }

    [Fact]
    public void Of_a_phones_contacts_the_same_one_is_found_else_the_one_registered_last()
    {
        var locations = new Locations(_time);
        locations.Set("aor",
        [
            BindingOf("sip:a@10.0.0.9:5062;transport=tls", "tls/192.0.2.1:5061/192.0.2.9:40001/7", 50),
            BindingOf("sip:a@10.0.0.9:5061;transport=tls", "tls/192.0.2.1:5061/192.0.2.9:40002/8", 60),
        ]);
        Assert.Equal(7, Find(locations, "sip:a@10.0.0.9:5062;transport=tls", "192.0.2.9", "tls")!.Flow.Connection);
        Assert.Equal(8, Find(locations, "sip:a@10.0.0.9:5063;transport=tls", "192.0.2.9", "tls")!.Flow.Connection);
        locations.Set("aor", []);
        Assert.Null(Find(locations, "sip:a@10.0.0.9:5062;transport=tls", "192.0.2.9", "tls"));
    }

    private static Location? Find(Locations locations, string contact, string seen, string protocol) =>
        locations.Find(Encoding.ASCII.GetBytes(contact), TransportAddress.Of(IPAddress.Parse(seen), 1), TransportProtocols.Of(Encoding.ASCII.GetBytes(protocol))!.Value);

    private Binding BindingOf(string contact, string flow, int seconds) =>
        new(contact, "", flow, "node-1", "call", 1, _time.GetUtcNow().AddSeconds(seconds), "");
}
