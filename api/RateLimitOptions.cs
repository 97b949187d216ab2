namespace SystemConnector.Api;

/// <summary>What one caller may take of a node, section "Api:RateLimit".</summary>
public sealed class RateLimitOptions
{
    /// <summary>Operations a second of one key or token, 0 to 100,000; 0 for no limit. Default 200: a fifth of a core for usual ones.</summary>
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>Operations that one key or token may run at once before that counts, 1 to 100,000. Default 2,000: a page of the console opens dozens, a wall of displays a thousand.</summary>
    public int Burst { get; set; } = 2_000;

    /// <summary>Wrong keys and tokens from one address in a minute that are answered as such, 1 to 10,000; more are answered 429. Default 30.</summary>
    public int FailuresPerMinute { get; set; } = 30;
}
