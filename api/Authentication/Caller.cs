using System.Security.Claims;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Authentication;

/// <summary>Who sends requests, what they may do, and where.</summary>
/// <param name="actor">The name under which what they do is written down, see <see cref="Actor"/>.</param>
/// <param name="role">What they may do.</param>
/// <param name="sites">Where.</param>
internal sealed class Caller(string actor, Role role, SiteScope sites) : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, actor)], "Bearer"))
{
    public string Actor => actor;

    public Role Role => role;

    public SiteScope Sites => sites;

    /// <summary>Tells callers apart, for what each may take of the node.</summary>
    public string Id { get; init; } = "bootstrap";

    /// <summary>From when on it is nobody any more; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Cancelled when it is nobody any more before that.</summary>
    public CancellationToken Revoked { get; init; }
}
