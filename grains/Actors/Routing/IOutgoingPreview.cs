using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>Writes requests as calls of this node would send them, by the code that sends them. Sends nothing, and changes nothing.</summary>
public interface IOutgoingPreview
{
    /// <summary>The requests to a connector, one place after the other.</summary>
    /// <param name="site">The site in which the number was dialled.</param>
    /// <param name="range">The connector's range.</param>
    /// <param name="number">The number.</param>
    /// <param name="caller">Who calls.</param>
    ImmutableArray<OutgoingRequest> Of(SiteRoutes site, RangeRoute range, Number number, in PreviewedCaller caller);

    /// <summary>The requests to a local number: to all its phones, or to one place of its SIP target after the other.</summary>
    /// <param name="site">The site in which the number was dialled.</param>
    /// <param name="local">The local number.</param>
    /// <param name="caller">Who calls.</param>
    ImmutableArray<OutgoingRequest> Of(SiteRoutes site, LocalRoute local, in PreviewedCaller caller);
}

/// <summary>Who makes a call that is only explained.</summary>
/// <param name="ArrivedOver">The connector over which it comes in; null for a local phone.</param>
/// <param name="Phone">The extension that calls; null when it was not said, or for a call over a connector.</param>
/// <param name="From">The user part of From; null when it was not said.</param>
public readonly record struct PreviewedCaller(ConnectorRoute? ArrivedOver, LocalRoute? Phone, string? From);

/// <summary>Stands in where there is no SIP edge.</summary>
internal sealed class NoOutgoingPreview : IOutgoingPreview
{
    public ImmutableArray<OutgoingRequest> Of(SiteRoutes site, RangeRoute range, Number number, in PreviewedCaller caller) => [];

    public ImmutableArray<OutgoingRequest> Of(SiteRoutes site, LocalRoute local, in PreviewedCaller caller) => [];
}
