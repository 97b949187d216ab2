using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Calls;

/// <summary>As whom a call came in, once that is proven.</summary>
/// <param name="Site">The site that it belongs to.</param>
/// <param name="Connector">The connector over which it came; null for a call from a local phone.</param>
/// <param name="Phone">The extension that calls; null for a call over a connector.</param>
internal readonly record struct Caller(SiteRoutes Site, ConnectorRoute? Connector, LocalRoute? Phone);
