using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Why;

/// <summary>
/// Remembers who tried to call and was nobody. A challenge alone says nothing, since every phone is challenged first: a caller is
/// listed when it was challenged twice and proved nothing in between, and taken off when it does. Bounded by the space-saving rule (Metwally
/// et al. 2005): whoever is new takes the place of the one that came least often and inherits its weight, within its own address or
/// network once that has its share, so that a flood of made-up callers cannot push out one that comes again and again.
/// </summary>
internal sealed class UnmatchedCallers(Func<RoutingTable> table, CallJournal journal, TimeProvider time) : IUnmatchedCallers
{
    /// <summary>How many callers are kept.</summary>
    public const int Capacity = 1000;

    /// <summary>How many usernames of one address.</summary>
    public const int PerAddress = 8;

    /// <summary>How many callers of one network, /24 of IPv4 and /48 of IPv6: of a flood that can be answered at all.</summary>
    public const int PerNetwork = 64;

    // Each costs a look through all entries; a flood is not worth more.
    private const int ListedPerSecond = 500;

    private const int SuspectSlots = 1024;
    private const int ChallengesToBeListed = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Entry> _entries = [];

    // Who was challenged and proved nothing since: half an address's hash, and how often. Addresses that meet in a slot take turns.
    private readonly long[] _suspects = new long[SuspectSlots];
    private long _nextId, _second;
    private int _listed;

    /// <summary>A caller was challenged, or belongs nowhere (site null). Cheap, and never waits.</summary>
    public void Note(in TransportAddress source, SipMessage request, SiteRoutes? site)
    {
        if (Challenges(source) < ChallengesToBeListed) return;
        var second = time.GetElapsedTime(0).Ticks / TimeSpan.TicksPerSecond;
        if (!_lock.TryEnter()) return;
        try
        {
            if (_second != second) (_second, _listed) = (second, 0);
            if (_listed++ >= ListedPerSecond) return;
            List(source, request, site);
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>A caller proved who it is: it is nobody's stranger any more.</summary>
    public void Proven(in TransportAddress source)
    {
        var address = source.WithPort(0);
        ref var slot = ref Slot(address, out var tag);
        var suspect = Volatile.Read(ref slot);
        if (suspect == 0 || suspect >> 8 != tag) return;
        Volatile.Write(ref slot, 0);
        if ((suspect & 0xFF) >= ChallengesToBeListed) Forget(address);
    }

    /// <inheritdoc/>
    public void Forget(string source)
    {
        if (System.Net.IPAddress.TryParse(source, out var address)) Forget(TransportAddress.Of(address, 0));
    }

    /// <inheritdoc/>
    public ImmutableArray<UnmatchedCaller> All()
    {
        Entry[] entries;
        lock (_lock) entries = [.. _entries.Values.OrderByDescending(static e => e.Id).Select(static e => e with { })];
        var current = table();
        return [.. entries.Select(e => Told(current, e))];
    }

    private static UnmatchedCaller Told(RoutingTable table, Entry entry)
    {
        var (reason, text, connector) = UnmatchedReasons.Of(table, entry.Source, entry.Site, entry.Username, entry.Realm);
        return new UnmatchedCaller(
            entry.Id, entry.Source.ToIPAddress().ToString(), entry.Port, entry.Site, entry.Username, entry.From, entry.To, entry.Method,
            reason, text, connector, entry.Count, entry.FirstSeen, entry.LastSeen);
    }

    private void Forget(TransportAddress address)
    {
        lock (_lock)
        {
            foreach (var key in _entries.Keys)
                if (key.Source == address) _entries.Remove(key);
        }
    }

    private void List(in TransportAddress from, SipMessage request, SiteRoutes? site)
    {
        var source = from.WithPort(0);
        var (username, realm) = Credentials(request);
        var key = new Key(source, site?.Id, username);
        var now = time.GetUtcNow();
        if (!_entries.TryGetValue(key, out var entry))
        {
            var network = NetworkOf(source);
            entry = new Entry
            {
                Id = ++_nextId,
                Source = source,
                Network = network,
                Site = site?.Id,
                Username = username,
                Weight = MakeRoom(source, network),
                FirstSeen = now,
            };
            _entries[key] = entry;
        }
        entry.Weight++;
        entry.Count++;
        entry.LastSeen = now;
        entry.Port = from.Port;
        entry.Realm = realm;
        entry.From = CallJournal.Text(request[request.From.Uri]);
        entry.To = CallJournal.Text(request[request.To.Uri]);
        entry.Method = CallJournal.Text(request[request.MethodText]);
        if ((site ?? table().DefaultSite) is { } meant)
        {
            var cause = site is null ? CallCause.SiteUnknown : username is null ? CallCause.CallerUnknown
                : UnmatchedReasons.IsKnown(site, username) ? CallCause.WrongPassword : CallCause.CallerUnknown;
            journal.Failed(new CallFailure(cause, meant.Id, null, CallCauseText.Status(cause), request));
        }
    }

    /// <summary>Removes the entry that came least often where there is none to spare; its weight, 0 when there was room.</summary>
    private long MakeRoom(TransportAddress source, ulong network)
    {
        int ofAddress = 0, ofNetwork = 0;
        foreach (var entry in _entries.Values)
        {
            if (entry.Source == source) ofAddress++;
            if (entry.Network == network) ofNetwork++;
        }
        if (ofAddress < PerAddress && ofNetwork < PerNetwork && _entries.Count < Capacity) return 0;
        Entry? least = null;
        foreach (var entry in _entries.Values)
        {
            if (ofAddress >= PerAddress ? entry.Source != source : ofNetwork >= PerNetwork && entry.Network != network) continue;
            if (least is null || entry.Weight < least.Weight || (entry.Weight == least.Weight && entry.LastSeen < least.LastSeen)) least = entry;
        }
        _entries.Remove(new Key(least!.Source, least.Site, least.Username));
        return least.Weight;
    }

    private static (string? Username, string? Realm) Credentials(SipMessage request)
    {
        foreach (ref readonly var field in request.Fields)
        {
            if (field.Name is HeaderName.Authorization or HeaderName.ProxyAuthorization && DigestResponse.TryParse(request[field.Value], out var response))
                return (CallJournal.Text(response.Username), CallJournal.Text(response.Realm));
        }
        return (null, null);
    }

    private static ulong NetworkOf(TransportAddress source)
    {
        var bytes = source.ToIPAddress().GetAddressBytes();
        var network = (ulong)bytes.Length;
        foreach (var b in bytes.AsSpan(0, bytes.Length == 4 ? 3 : 6)) network = network << 8 | b;
        return network;
    }

    /// <summary>Counts a challenge; how many there were since the address proved anything.</summary>
    private int Challenges(in TransportAddress source)
    {
        ref var slot = ref Slot(source.WithPort(0), out var tag);
        var suspect = Volatile.Read(ref slot);
        var count = suspect >> 8 == tag ? Math.Min((suspect & 0xFF) + 1, 0xFF) : 1;
        // Two threads may count one challenge together; the next one is counted.
        Volatile.Write(ref slot, tag << 8 | count);
        return (int)count;
    }

    private ref long Slot(TransportAddress address, out long tag)
    {
        var hash = (uint)address.GetHashCode();
        tag = hash | 1L << 32;
        return ref _suspects[hash % SuspectSlots];
    }

    private readonly record struct Key(TransportAddress Source, SiteId? Site, string? Username);

    private sealed record Entry
    {
        public required long Id { get; init; }

        public required TransportAddress Source { get; init; }

        public required ulong Network { get; init; }

        public required SiteId? Site { get; init; }

        public required string? Username { get; init; }

        public required DateTimeOffset FirstSeen { get; init; }

        public required long Weight { get; set; }

        public long Count { get; set; }

        public DateTimeOffset LastSeen { get; set; }

        public int Port { get; set; }

        public string? Realm { get; set; }

        public string From { get; set; } = "";

        public string To { get; set; } = "";

        public string Method { get; set; } = "";
    }
}
