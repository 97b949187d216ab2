using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Silo.Registrations;

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
}
