using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>A site as it is, and as it would be: a draft that has no fault, laid over the routing table as a change of it is.</summary>
/// <param name="Before">The site as it is.</param>
/// <param name="Delta">The draft.</param>
/// <param name="NewConnector">The connector that does not exist yet; null for none.</param>
/// <param name="Warnings">What to know of the change although it has no fault.</param>
internal sealed record DraftedSite(SiteRoutes Before, SiteDelta Delta, ConnectorId? NewConnector, ImmutableArray<Warning> Warnings)
{
    /// <summary>The ranges that the site declares its own.</summary>
    public ImmutableArray<NumberRange> LocalRanges { get; init; } = [];

    /// <summary>The site as it would be.</summary>
    public SiteRoutes After { get; } = SiteRoutes.Apply(Before, Delta);
}
