using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Registrations;

/// <summary>Where every registered phone and system is reached, from memory: what the grains of their addresses of record say.</summary>
internal sealed class Locations(TimeProvider time) : IBindingListener
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Location>> _byAddressOfRecord = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ContactKey, string> _byContact = [];
    private readonly Lock _setting = new();

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

    /// <summary>
    /// Where the phone registered last that names that Contact and is seen at that address: two sites may have a phone of the same private
    /// address. Over a stream its port may be another since it connected anew. Null when there is none.
    /// </summary>
    public Location? Find(ReadOnlySpan<byte> contact, in TransportAddress seen, TransportProtocol protocol)
    {
        if (ContactKey.Of(contact, seen) is not { } key || !_byContact.TryGetValue(key, out var addressOfRecord)) return null;
        Location? found = null;
        var isSame = false;
        foreach (var location in Find(addressOfRecord))
        {
            if (location.Flow.Protocol != protocol || ContactKey.Of(location.Contact, location.Flow.Remote) != key) continue;
            var same = ContactKey.HaveSamePort(location.Contact, contact);
            if (!same && (protocol == TransportProtocol.Udp || isSame)) continue;
            if (found is null || (same && !isSame) || location.Binding.Expires > found.Binding.Expires) (found, isSame) = (location, same);
        }
        return found;
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
        var locations = ImmutableArray.CreateBuilder<Location>(bindings.Length);
        foreach (var binding in bindings.OrderByDescending(static binding => binding.Preference).ThenByDescending(static binding => binding.Expires))
        {
            if (FlowName.TryParse(binding.Flow, out var flow))
                locations.Add(new Location(binding, Encoding.UTF8.GetBytes(binding.Contact), Encoding.UTF8.GetBytes(binding.Path), flow));
        }
        // A refresh, which changes neither a contact nor its flow, takes no lock.
        lock (_setting)
        {
            foreach (var former in _byAddressOfRecord.GetValueOrDefault(addressOfRecord, []))
                if (ContactKey.Of(former.Contact, former.Flow.Remote) is { } key) _byContact.TryRemove(KeyValuePair.Create(key, addressOfRecord));
            foreach (var location in locations)
                if (ContactKey.Of(location.Contact, location.Flow.Remote) is { } key) _byContact[key] = addressOfRecord;
            if (bindings.IsEmpty) _byAddressOfRecord.TryRemove(addressOfRecord, out _);
            else _byAddressOfRecord[addressOfRecord] = locations.ToImmutable();
        }
    }
}
