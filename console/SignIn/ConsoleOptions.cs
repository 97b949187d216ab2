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
}
