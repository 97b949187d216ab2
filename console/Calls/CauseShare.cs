namespace SystemConnector.WebConsole.Calls;

/// <summary>A cause and how many calls it failed.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Advice">What to do about it; null when that depends on more.</param>
/// <param name="Count">How many calls.</param>
/// <param name="Share">Of all, 0 to 1.</param>
internal sealed record CauseShare(string Cause, string? Advice, int Count, double Share)
{
    /// <summary>The causes of some calls, the most frequent first.</summary>
    public static IReadOnlyList<CauseShare> Of(IReadOnlyList<Failure> failures, int most) =>
    [
        .. failures.Where(static failure => failure.Cause is not null).GroupBy(static failure => failure.Cause!, StringComparer.Ordinal)
            .Select(same => new CauseShare(same.Key, same.Select(static failure => failure.Advice).Distinct().ToList() is [var advice] ? advice : null, same.Count(), (double)same.Count() / failures.Count))
            .OrderByDescending(static cause => cause.Count).ThenBy(static cause => cause.Cause, StringComparer.Ordinal).Take(most),
    ];
}
