namespace SystemConnector.Api;

/// <summary>Whose tokens are taken beside keys, section "Api:Oidc"; nobody's without an authority.</summary>
public sealed class OidcOptions
{
    /// <summary>The issuer, as its tokens and its discovery document name it: an https URL, or http on this machine. Default: none.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience that tokens must be for; required with an authority.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim under which callers are written down. Default "sub", which nobody can change.</summary>
    public string NameClaim { get; set; } = "sub";

    /// <summary>The claim that holds roles or groups, a text or a list; within objects with dots, such as "realm_access.roles". Default "roles".</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Values of the role claim that make an admin.</summary>
    public IList<string> Admins { get; } = [];

    /// <summary>Values of the role claim that make an operator.</summary>
    public IList<string> Operators { get; } = [];

    /// <summary>Values of the role claim that make a viewer.</summary>
    public IList<string> Viewers { get; } = [];

    /// <summary>The claim that names the sites which the token opens, "*" for all. Default: none, each token opens all.</summary>
    public string? SitesClaim { get; set; }
}
