using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// The addresses of local numbers' SIP targets. Names are searched for while the routing table names them, never while a call waits,
/// and again when what was found has lived its time; an address stays known while its name cannot be resolved.
/// </summary>
internal sealed class TargetAddresses(Locator locator, TimeProvider time) : IRoutingTableListener, IDisposable
{
    private readonly ConcurrentDictionary<SipPlace, Entry> _places = new();
    private readonly Dictionary<SiteId, HashSet<SipPlace>> _bySite = [];

    /// <summary>How many names are looked after.</summary>
    public int Count => _places.Count;

    /// <summary>The addresses of a target in the order in which they are tried, and its protocol; none while its name is not resolved.</summary>
    public ImmutableArray<TransportAddress> Find(ReadOnlySpan<byte> uri, out TransportProtocol protocol)
    {
        if (NextHop.TryLiteral(uri, out var address, out protocol)) return [address];
        if (SipPlace.Of(uri) is not { } place) return [];
        protocol = place.Protocol;
        return _places.TryGetValue(place, out var entry) ? entry.Addresses : [];
    }

    /// <inheritdoc/>
    public void Swapped(RoutingTable previous, RoutingTable current)
    {
        foreach (var site in current.Sites)
            if (!ReferenceEquals(previous.FindSite(site.Id), site)) Use(site.Id, PlacesOf(site));
        foreach (var site in previous.Sites)
            if (current.FindSite(site.Id) is null) Use(site.Id, []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _places.Values) entry.Dispose();
    }

    private static HashSet<SipPlace> PlacesOf(SiteRoutes site)
    {
        var places = new HashSet<SipPlace>();
        foreach (var number in site.Numbers)
        {
            if (number.Target is null) continue;
            var uri = Encoding.UTF8.GetBytes(number.Target);
            if (!NextHop.TryLiteral(uri, out _, out _) && SipPlace.Of(uri) is { } place) places.Add(place);
        }
        return places;
    }

    /// <summary>A site names these places now. Called on the feed's thread alone.</summary>
    private void Use(SiteId site, HashSet<SipPlace> places)
    {
        var before = _bySite.GetValueOrDefault(site, []);
        if (places.Count > 0) _bySite[site] = places;
        else _bySite.Remove(site);
        foreach (var place in places)
            if (!before.Contains(place)) _places.GetOrAdd(place, static (place, all) => new Entry(place, all.Locator, all.Time), (Locator: locator, Time: time)).Users++;
        foreach (var place in before)
        {
            if (places.Contains(place) || !_places.TryGetValue(place, out var entry) || --entry.Users > 0) continue;
            _places.TryRemove(place, out _);
            entry.Dispose();
        }
    }

    /// <summary>Where a target leads: what its URI says of host, port and transport.</summary>
    private readonly record struct SipPlace(string Host, int Port, TransportProtocol Protocol)
    {
        public static SipPlace? Of(ReadOnlySpan<byte> uri) =>
            SipUri.TryParse(uri, out var parsed) ? new SipPlace(Encoding.ASCII.GetString(parsed.Host).ToLowerInvariant(), parsed.Port, NextHop.ProtocolOf(parsed)) : null;
    }

    private sealed class Entry : IDisposable
    {
        // Not at once: a fake clock would call back from in here.
        private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

        private readonly LocateQuery _query;
        private readonly Locator _locator;
        private readonly ITimer _timer;
        private Located.Found? _found;
        private ImmutableArray<TransportAddress> _addresses = [];
        private volatile bool _isDisposed;

        public Entry(SipPlace place, Locator locator, TimeProvider time)
        {
            // Both families: which transports the node has is looked at when a call comes.
            _query = new LocateQuery(place.Host, place.Port, SipService.Over(place.Protocol), IPv6: true);
            _locator = locator;
            _timer = time.CreateTimer(static entry => _ = ((Entry)entry!).Search(), this, Soon, Timeout.InfiniteTimeSpan);
        }

        /// <summary>How many sites name it.</summary>
        public int Users { get; set; }

        public ImmutableArray<TransportAddress> Addresses => _addresses;

        public void Dispose()
        {
            _isDisposed = true;
            _timer.Dispose();
        }

        private async Task Search()
        {
            var next = Resolver.RetryInterval;
            if (await _locator.Find(_query, _found) is Located.Found found)
            {
                next = Resolver.Bounded(found.Lifetime);
                _found = found;
                ImmutableInterlocked.InterlockedExchange(ref _addresses, [.. found.Targets.Select(static target => TransportAddress.Of(target.Address, target.Port))]);
            }
            if (!_isDisposed) _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }
}
