using System.Globalization;
using System.Net;
using System.Security.Claims;
using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.SignIn;

/// <summary>What somebody may do, the less before the more.</summary>
public enum Role
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Decides precedence, drains and examines.</summary>
    Operator,

    /// <summary>Changes everything.</summary>
    Admin,
}

/// <summary>Who is signed in.</summary>
/// <param name="Name">The name under which changes are written down.</param>
/// <param name="Role">What they may do.</param>
/// <param name="EverySite">Whether they see every site.</param>
/// <param name="Until">From when on the key or token is nobody's; null for never.</param>
public sealed record Viewer(string Name, Role Role, bool EverySite, DateTimeOffset? Until)
{
    private const string EverySiteClaim = "every-site", UntilClaim = "until", SecretClaim = "secret";

    /// <summary>Whether they may decide, drain and examine.</summary>
    public bool MayOperate => Role >= Role.Operator;

    /// <summary>Whether they may change everything.</summary>
    public bool MayAdminister => Role >= Role.Admin;

    /// <summary>As it stands, encrypted, in the cookie.</summary>
    public ClaimsPrincipal Principal(string secret) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, Name),
            new Claim(ClaimTypes.Role, Role.ToString()),
            new Claim(EverySiteClaim, EverySite.ToString()),
            new Claim(SecretClaim, secret),
            .. Until is { } until ? new[] { new Claim(UntilClaim, until.ToString("O", CultureInfo.InvariantCulture)) } : [],
        ],
        "Console"));

    /// <summary>What a principal from the cookie says; null when nobody is signed in.</summary>
    public static (Viewer Viewer, string Secret)? Of(ClaimsPrincipal principal) =>
        principal.FindFirst(SecretClaim) is { } secret && Enum.TryParse<Role>(principal.FindFirst(ClaimTypes.Role)?.Value, out var role)
            ? (new Viewer(
                principal.Identity?.Name ?? "", role, principal.FindFirst(EverySiteClaim)?.Value == bool.TrueString,
                principal.FindFirst(UntilClaim) is { } until ? DateTimeOffset.Parse(until.Value, CultureInfo.InvariantCulture) : null), secret.Value)
            : null;
}

/// <summary>What who is signed in shows the API; one for each browser tab.</summary>
public sealed class Credential
{
    /// <summary>The API key or token.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>From when on it is nobody's; null for never.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>The browser's address; null when it is not known.</summary>
    public IPAddress? RemoteAddress { get; set; }

    /// <summary>Takes them from the session.</summary>
    public void Set(string secret, DateTimeOffset? until) => (Secret, Until) = (secret, until);
}

/// <summary>Asks the API who somebody is.</summary>
internal static class ViewerOperations
{
    public static readonly Operation<WhoIsIt> Viewer = new("{ viewer { name role everySite until } }");

    internal sealed record WhoIsIt(Viewer Viewer);
}
