using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Routing;

/// <summary>The numbering and the connectors of one site, immutable.</summary>
public sealed class SiteRoutes
{
    private readonly SiteSettings _settings;
    private readonly Dictionary<Number, LocalRoute> _numbers;
    private readonly Dictionary<Number, DecisionRoute> _decisions;
    private readonly Dictionary<ConnectorId, ConnectorRoute> _connectors;
    private readonly Dictionary<string, ConnectorRoute> _usernames;

    private SiteRoutes(
        SiteSettings settings,
        Dictionary<Number, LocalRoute> numbers,
        Dictionary<Number, DecisionRoute> decisions,
        Dictionary<ConnectorId, ConnectorRoute> connectors,
        Dictionary<string, ConnectorRoute> usernames,
        RangeIndex ranges)
    {
        _settings = settings;
        _numbers = numbers;
        _decisions = decisions;
        _connectors = connectors;
        _usernames = usernames;
        RangeIndex = ranges;
        Realm = RealmOf(settings);
    }

    /// <summary>Names the site.</summary>
    public SiteId Id => _settings.Id;

    /// <summary>Its name.</summary>
    public string Name => _settings.Name;

    /// <summary>The SIP domains by which requests name it.</summary>
    public ImmutableArray<string> Domains => _settings.Domains;

    /// <summary>The realm of challenges to its phones and connectors: the first domain, else the name made safe, else "systemconnector".</summary>
    public string Realm { get; }

    /// <summary>Its local numbers.</summary>
    public IReadOnlyCollection<LocalRoute> Numbers => _numbers.Values;

    /// <summary>Its connectors.</summary>
    public IReadOnlyCollection<ConnectorRoute> Connectors => _connectors.Values;

    internal RangeIndex RangeIndex { get; }

    internal bool IsDefault => _settings.IsDefault;

    internal IReadOnlyDictionary<Number, DecisionRoute> Decisions => _decisions;

    /// <summary>The local number, null when the site has none such.</summary>
    public LocalRoute? FindNumber(Number number) => _numbers.GetValueOrDefault(number);

    /// <summary>The connector with that username (case counts), null when the site has none.</summary>
    public ConnectorRoute? FindConnectorByUsername(ReadOnlySpan<byte> utf8) =>
        _usernames.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(utf8, out var connector) ? connector : null;

    /// <summary>The connector with that id, null when it is not one of this site.</summary>
    public ConnectorRoute? FindConnector(ConnectorId id) => _connectors.GetValueOrDefault(id);

    /// <summary>The topmost layer of the decisions on a number; null when there is none.</summary>
    internal DecisionRoute? FindDecision(Number number) => _decisions.GetValueOrDefault(number);

    /// <summary>The site after a change. Parts that did not change are shared, the others are copied.</summary>
    internal static SiteRoutes Apply(SiteRoutes? previous, SiteDelta delta)
    {
        var old = delta.Whole ? null : previous;
        var settings = delta.Settings ?? old?._settings
            ?? throw new ArgumentException("A site that is not known needs its settings.", nameof(delta));
        var numbers = Changed(old?._numbers, delta.Numbers);
        var decisions = Changed(old?._decisions, delta.Decisions);
        if (old is not null && delta.Connectors.Count == 0)
            return new SiteRoutes(settings, numbers, decisions, old._connectors, old._usernames, old.RangeIndex);

        var connectors = Changed(old?._connectors, delta.Connectors);
        var usernames = new Dictionary<string, ConnectorRoute>(AsciiKeyComparer.CaseSensitive);
        foreach (var connector in connectors.Values)
            if (connector.Username is { } username) usernames[username] = connector;
        return new SiteRoutes(settings, numbers, decisions, connectors, usernames, (old?.RangeIndex ?? RangeIndex.Empty).With(delta.Connectors));
    }

    private static Dictionary<TKey, T> Changed<TKey, T>(Dictionary<TKey, T>? old, Dictionary<TKey, T?> changes)
        where TKey : notnull
        where T : class
    {
        if (old is not null && changes.Count == 0) return old;
        var copy = old is null ? new Dictionary<TKey, T>(changes.Count) : new Dictionary<TKey, T>(old);
        foreach (var (key, value) in changes)
        {
            if (value is null) copy.Remove(key);
            else copy[key] = value;
        }
        return copy;
    }

    private static string RealmOf(SiteSettings settings)
    {
        if (settings.Domains.Length > 0) return settings.Domains[0];
        // A realm stands between quotation marks in a header: only what needs no escape there is kept.
        var safe = new string([.. settings.Name.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')]);
        return safe.Length > 0 ? safe : "systemconnector";
    }
}
