using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Registrations;

/// <summary>Where every registered phone and system is reached, from memory: what the grains of their addresses of record say.</summary>
internal sealed class Locations(TimeProvider time) : IBindingListener
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Location>> _byAddressOfRecord = new(StringComparer.Ordinal);

    /// <summary>How many addresses of record have a binding.</summary>
    public int Count => _byAddressOfRecord.Count;

    /// <summary>The locations in force of an address of record; the highest q first, of equals the latest registered.</summary>
    public ImmutableArray<Location> Find(string addressOfRecord)
    {
        if (!_byAddressOfRecord.TryGetValue(addressOfRecord, out var locations)) return [];
        var now = time.GetUtcNow();
        foreach (var location in locations)
            if (location.Binding.Expires <= now) return locations.RemoveAll(expired => expired.Binding.Expires <= now);
        return locations;
    }

    /// <inheritdoc/>
    public void BindingsChanged(SiteId site, string user, ImmutableArray<Binding> bindings) =>
        Set(AddressOfRecordKey.Of(site, user), bindings);

    /// <summary>Takes a refreshed expiry, unless the locations are no longer those that were found.</summary>
    public bool TryReplace(string addressOfRecord, ImmutableArray<Location> found, ImmutableArray<Location> locations) =>
        _byAddressOfRecord.TryUpdate(addressOfRecord, locations, found);

    /// <summary>Takes what a grain answered, without waiting for the change to come back through the log.</summary>
    public void Set(string addressOfRecord, ImmutableArray<Binding> bindings)
    {
        if (bindings.IsEmpty)
        {
            _byAddressOfRecord.TryRemove(addressOfRecord, out _);
            return;
        }
        var locations = ImmutableArray.CreateBuilder<Location>(bindings.Length);
        foreach (var binding in bindings.OrderByDescending(static binding => binding.Preference).ThenByDescending(static binding => binding.Expires))
        {
            if (FlowName.TryParse(binding.Flow, out var flow))
                locations.Add(new Location(binding, Encoding.UTF8.GetBytes(binding.Contact), Encoding.UTF8.GetBytes(binding.Path), flow));
        }
        _byAddressOfRecord[addressOfRecord] = locations.ToImmutable();
    }
}
