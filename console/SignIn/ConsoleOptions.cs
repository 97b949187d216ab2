namespace SystemConnector.WebConsole.SignIn;

/// <summary>The web console, section "Console".</summary>
public sealed class ConsoleOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Console";

    /// <summary>Whether the node serves the console. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a sign-in lasts, 5 min to 7 days; a key or token that ends before ends it. Default: 12 h.</summary>
    public TimeSpan SessionTime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Sign-in at an OpenID provider, beside API keys.</summary>
    public ConsoleOidcOptions Oidc { get; set; } = new();
}

/// <summary>Sign-in at the OpenID provider whose tokens the API takes, section "Console:Oidc"; none without a client id.</summary>
public sealed class ConsoleOidcOptions
{
    /// <summary>As what the console is known there. Its redirect URI there is the node's URL with /session/oidc.</summary>
    public string? ClientId { get; set; }

    /// <summary>Its secret; none for a public client, which PKCE protects.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for, separated by spaces. Default "openid profile".</summary>
    public string Scopes { get; set; } = "openid profile";

    /// <summary>Whether the API is shown the id token instead of the access token, for providers whose access tokens are no JWTs. Default: false.</summary>
    public bool UseIdToken { get; set; }

    /// <summary>What stands on the button. Default "Sign in with your organisation".</summary>
    public string Label { get; set; } = "Sign in with your organisation";

    /// <summary>The provider: the host sets it to the one whose tokens the API takes.</summary>
    public string? Authority { get; set; }
}
