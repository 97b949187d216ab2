namespace SystemConnector.Api.Authentication;

/// <summary>What credentials came to: somebody, or why they are nobody's.</summary>
/// <param name="Caller">Who it is; null when it is nobody.</param>
/// <param name="Problem">What is wrong with the credentials, in one sentence that tells no secret; empty when nothing is.</param>
/// <param name="RetryAfter">After which time another attempt is answered; zero when it is at once.</param>
internal readonly record struct Authentication(Caller? Caller, string Problem = "", TimeSpan RetryAfter = default)
{
    public static Authentication Of(Caller caller) => new(caller);

    public static Authentication Refused(string problem) => new(null, problem);
}
