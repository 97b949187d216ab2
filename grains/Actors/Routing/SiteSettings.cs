using System.Collections.Immutable;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Routing;

/// <summary>The settings of a site as calls need them.</summary>
internal sealed record SiteSettings(SiteId Id, string Name, ImmutableArray<string> Domains, bool IsDefault);
