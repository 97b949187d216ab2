using System.Collections.Frozen;

namespace SystemConnector.Contracts.Access;

/// <summary>The sites that someone may see: all, those of today and of tomorrow, or some.</summary>
public sealed class SiteScope
{
    private readonly FrozenSet<SiteId> _sites;

    private SiteScope(FrozenSet<SiteId> sites, bool isEverySite) => (_sites, IsEverySite) = (sites, isEverySite);

    /// <summary>All sites, and what belongs to the cluster.</summary>
    public static SiteScope Every { get; } = new(FrozenSet<SiteId>.Empty, true);

    /// <summary>These sites; none when it is empty.</summary>
    public static SiteScope Of(IEnumerable<SiteId> sites) => new(sites.ToFrozenSet(), false);

    /// <summary>Whether it is all sites.</summary>
    public bool IsEverySite { get; }

    /// <summary>The sites; empty when it is all.</summary>
    public IReadOnlyCollection<SiteId> Sites => _sites;

    /// <summary>Whether the site is among them; what belongs to no site (null) is for those who see all.</summary>
    public bool Holds(SiteId? site) => IsEverySite || (site is { } one && _sites.Contains(one));

    /// <summary>Whether everything of the other is in this one.</summary>
    public bool Covers(SiteScope other) => IsEverySite || (!other.IsEverySite && other._sites.All(_sites.Contains));
}
