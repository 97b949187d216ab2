using Orleans.Concurrency;

namespace SystemConnector.Contracts.Ranges;

/// <summary>
/// Owns the conflict set of one connector's extension range and the precedence decisions in it.
/// The conflict set is derived: it is computed anew from the database whenever the grain is activated. Key: <see cref="RangeId"/>.
/// </summary>
[Alias("sc.IExtensionRangeGrain")]
public interface IExtensionRangeGrain : IGrainWithGuidKey
{
    /// <summary>Conflicts in the order of their numbers, from <paramref name="after"/> (a page's Next), at most <paramref name="first"/> (1–500).</summary>
    [Alias("GetConflicts")] Task<ConflictPage> GetConflicts(int first, string? after);

    /// <summary>As <see cref="GetConflicts"/>, of those that the filter takes. A page begins behind a conflict's <see cref="Conflict.Key"/>, be it there any more or not.</summary>
    [Alias("FindConflicts")] Task<ConflictPage> FindConflicts(ConflictFilter filter, int first, string? after);

    /// <summary>How many conflicts the range has.</summary>
    [Alias("CountConflicts")] Task<int> CountConflicts();

    /// <summary>Decides who wins a number of this range; null takes the decision back.</summary>
    [Alias("Decide")] Task<Outcome<Conflict>> Decide(string number, Precedence? precedence);

    /// <summary>The site's numbering, or a range beside this one, changed: the conflict set is computed anew when next asked for.</summary>
    [Alias("Invalidate"), AlwaysInterleave] Task Invalidate();
}
