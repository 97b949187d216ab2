using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Contracts.Routing;

/// <summary>How a request is known.</summary>
public enum IdentifiedBy
{
    /// <summary>It is not.</summary>
    Nothing,

    /// <summary>By the address from which it comes.</summary>
    SourceAddress,

    /// <summary>By the username that it proves with a password.</summary>
    Username,
}

/// <summary>Where a request comes from, as far as that says who sends it.</summary>
/// <param name="Address">Its source address.</param>
/// <param name="Domain">The host in its Request-URI or To; null for an address of the node's own.</param>
/// <param name="Username">The username of its credentials; null for none.</param>
public sealed record RequestOrigin(string? Address, string? Domain, string? Username);

/// <summary>As whom a request comes in.</summary>
/// <param name="By">How it is known.</param>
/// <param name="Site">The site that it belongs to; null for none.</param>
/// <param name="SiteName">Its name.</param>
/// <param name="Connector">The connector over which it comes; null for none.</param>
/// <param name="ConnectorName">Its name.</param>
/// <param name="Extension">The extension that sends it; null for none.</param>
/// <param name="Text">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("sc.CallerIdentified")]
public sealed record CallerIdentified(
    [property: Id(0)] IdentifiedBy By,
    [property: Id(1)] SiteId? Site,
    [property: Id(2)] string? SiteName,
    [property: Id(3)] ConnectorId? Connector,
    [property: Id(4)] string? ConnectorName,
    [property: Id(5)] Number? Extension,
    [property: Id(6)] string Text);
