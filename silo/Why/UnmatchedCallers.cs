using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Why;

/// <summary>
/// Remembers who tried to call and was nobody. A challenge alone says nothing, since every phone is challenged first, nor do two of
/// one address, behind which there may be many: a caller is listed when it was challenged twice and proved nothing in between, either
/// with credentials or for longer than proof takes, and taken off when it does. Bounded by the space-saving rule (Metwally
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

    // Time to answer a challenge, repeated once or twice over UDP.
    private static readonly TimeSpan ProofTakes = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Dictionary<TransportAddress, List<Key>> _ofAddress = [];

    // Who was challenged and proved nothing since: the rest of an address's hash, when first, and how often. Addresses that meet in a
    // slot take turns.
    private readonly long[] _suspects = new long[SuspectSlots];
    private volatile ConfiguredSources? _sources;
    private long _nextId, _second;
    private int _listed;

    /// <summary>A caller was challenged, or belongs nowhere (site null). Cheap, and never waits.</summary>
    public void Note(in TransportAddress source, SipMessage request, SiteRoutes? site)
    {
        var (count, age) = Challenge(source);
        if (count < ChallengesToBeListed) return;
        // Nobody answers a refusal, and wrong credentials are an answer.
        if (age <= ProofTakes && site is not null && !HasCredentials(request)) return;
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

    /// <summary>A caller proved who it is: it is nobody's stranger any more. Cheap, and never waits.</summary>
    public void Proven(in TransportAddress source)
    {
        var address = source.WithPort(0);
        ref var slot = ref Slot(address, out var tag);
        var suspect = Suspect.Of(Volatile.Read(ref slot));
        if (suspect.Count == 0 || suspect.Tag != tag) return;
        var isForgotten = suspect.Count < ChallengesToBeListed || TryForget(address);
        // While somebody else is at the list, it is the next proof that takes it off.
        Volatile.Write(ref slot, isForgotten ? 0 : (suspect with { Since = Now }).Packed);
    }

    /// <inheritdoc/>
    public void Forget(string source, SiteId site)
    {
        if (!System.Net.IPAddress.TryParse(source, out var parsed)) return;
        var address = TransportAddress.Of(parsed, 0);
        lock (_lock)
        {
            if (!_ofAddress.TryGetValue(address, out var keys)) return;
            foreach (var key in keys)
                if (IsForgotten(key)) _entries.Remove(key);
            keys.RemoveAll(IsForgotten);
            if (keys.Count == 0) _ofAddress.Remove(address);
        }

        bool IsForgotten(Key key) => key.Site is null || key.Site == site;
    }

    /// <inheritdoc/>
    public ImmutableArray<UnmatchedCaller> All()
    {
        Entry[] entries;
        lock (_lock) entries = [.. _entries.Values.OrderByDescending(static e => e.Id).Select(static e => e with { })];
        var sources = Sources();
        return [.. entries.Select(e => Told(sources, e))];
    }

    private ConfiguredSources Sources()
    {
        var current = table();
        return _sources is { } known && known.Table == current ? known : _sources = new ConfiguredSources(current);
    }

    private static UnmatchedCaller Told(ConfiguredSources sources, Entry entry)
    {
        var (reason, text, connector) = UnmatchedReasons.Of(sources, entry.Source, entry.Site, entry.Username, entry.Realm);
        return new UnmatchedCaller(
            entry.Id, entry.Source.ToIPAddress().ToString(), entry.Port, entry.Site, entry.Username, entry.From, entry.To, entry.Method,
            reason, text, connector, entry.Count, entry.FirstSeen, entry.LastSeen);
    }

    private bool TryForget(in TransportAddress address)
    {
        if (!_lock.TryEnter()) return false;
        try
        {
            Remove(address);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Remove(in TransportAddress address)
    {
        if (!_ofAddress.Remove(address, out var keys)) return;
        foreach (var key in keys) _entries.Remove(key);
    }

    private void List(in TransportAddress from, SipMessage request, SiteRoutes? site)
    {
        var source = from.WithPort(0);
        var (username, realm) = Credentials(request);
        var key = new Key(source, site?.Id, username);
        var now = time.GetUtcNow();
        if (!_entries.TryGetValue(key, out var entry))
        {
            var network = source.Network(source.IsIPv6 ? 48 : 24);
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
            if (_ofAddress.TryGetValue(source, out var keys)) keys.Add(key);
            else _ofAddress[source] = [key];
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
    private long MakeRoom(TransportAddress source, TransportAddress network)
    {
        var ofAddress = _ofAddress.TryGetValue(source, out var keys) ? keys.Count : 0;
        var ofNetwork = 0;
        foreach (var entry in _entries.Values)
            if (entry.Network == network) ofNetwork++;
        if (ofAddress < PerAddress && ofNetwork < PerNetwork && _entries.Count < Capacity) return 0;
        Entry? least = null;
        foreach (var entry in _entries.Values)
        {
            if (ofAddress >= PerAddress ? entry.Source != source : ofNetwork >= PerNetwork && entry.Network != network) continue;
            if (least is null || entry.Weight < least.Weight || (entry.Weight == least.Weight && entry.LastSeen < least.LastSeen)) least = entry;
        }
        var itsKey = new Key(least!.Source, least.Site, least.Username);
        _entries.Remove(itsKey);
        var itsKeys = _ofAddress[least.Source];
        itsKeys.Remove(itsKey);
        if (itsKeys.Count == 0) _ofAddress.Remove(least.Source);
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

    private static bool HasCredentials(SipMessage request) =>
        !request.Find(HeaderName.Authorization).IsEmpty || !request.Find(HeaderName.ProxyAuthorization).IsEmpty;

    /// <summary>Counts a challenge; how many there were since the address proved anything, and how long ago the first was.</summary>
    private (int Count, TimeSpan Age) Challenge(in TransportAddress source)
    {
        ref var slot = ref Slot(source.WithPort(0), out var tag);
        var now = Now;
        var suspect = Suspect.Of(Volatile.Read(ref slot));
        suspect = suspect.Count > 0 && suspect.Tag == tag
            ? suspect with { Count = Math.Min(suspect.Count + 1, Suspect.MostCounted) }
            : new Suspect(tag, now, 1);
        // Two threads may count one challenge together; the next one is counted.
        Volatile.Write(ref slot, suspect.Packed);
        return (suspect.Count, TimeSpan.FromMilliseconds(now - suspect.Since & Suspect.TimeMask));
    }

    private long Now => time.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMillisecond & Suspect.TimeMask;

    private ref long Slot(TransportAddress address, out int tag)
    {
        var hash = (uint)address.GetHashCode();
        tag = (int)(hash / SuspectSlots);
        return ref _suspects[hash % SuspectSlots];
    }

    /// <summary>A slot: 22 bits of the hash beyond the slot's own 10, 34 bits of milliseconds, and 8 of the count, which is 0 in an empty one.</summary>
    private readonly record struct Suspect(int Tag, long Since, int Count)
    {
        public const long TimeMask = (1L << 34) - 1;

        public const int MostCounted = 0xFF;

        public long Packed => (long)Tag << 42 | Since << 8 | (long)Count;

        public static Suspect Of(long packed) => new((int)((ulong)packed >> 42), packed >> 8 & TimeMask, (int)(packed & MostCounted));
    }

    private readonly record struct Key(TransportAddress Source, SiteId? Site, string? Username);

    private sealed record Entry
    {
        public required long Id { get; init; }

        public required TransportAddress Source { get; init; }

        public required TransportAddress Network { get; init; }

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
