using System.Collections.Immutable;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>The addresses of a far side in the order in which they are tried, and the one that is used.</summary>
/// <param name="all">The addresses.</param>
/// <param name="preferred">The one that is used at first.</param>
internal sealed class TrunkTargets(ImmutableArray<TrunkTarget> all, int preferred = 0)
{
    /// <summary>The most that are used; of an operator with more, the first.</summary>
    public const int Most = 8;

    private volatile int _preferred = preferred;

    /// <summary>No address is known.</summary>
    public static TrunkTargets None { get; } = new([]);

    /// <summary>The addresses.</summary>
    public ImmutableArray<TrunkTarget> All => all;

    /// <summary>The one that is used: of those that answer the first by rank; null when there is none at all.</summary>
    public TrunkTarget? Preferred => all.IsEmpty ? null : all[_preferred];

    /// <summary>
    /// The one to try after that many others, beginning with the preferred one; null when all were tried. What is known not to answer
    /// is left out, but for the preferred one.
    /// </summary>
    /// <param name="start">The index of the one that was tried first; -1 when none was, and then it is set.</param>
    /// <param name="tried">How many were tried or left out; counted on.</param>
    public TrunkTarget? Next(ref int start, ref int tried)
    {
        if (start < 0) start = _preferred;
        while (tried < all.Length)
        {
            var target = all[(start + tried++) % all.Length];
            if (tried == 1 || target.State != Reachability.Down) return target;
        }
        return null;
    }

    /// <summary>The one after that flow, in a circle; the preferred one when it is none of them, null when there is no other.</summary>
    public TrunkTarget? After(in Flow flow)
    {
        for (var i = 0; i < all.Length; i++)
            if (all[i].Flow == flow) return all.Length == 1 ? null : all[(i + 1) % all.Length];
        return Preferred;
    }

    /// <summary>
    /// Chooses anew: one that answers before one that nothing is known of; among those by rank; among equals the one that is
    /// used already, for nothing is won by moving. While none answers nothing moves.
    /// </summary>
    internal void Choose()
    {
        var best = _preferred;
        for (var i = 0; i < all.Length; i++)
            if (all[i].State != Reachability.Down && IsBetter(all[i], all[best])) best = i;
        _preferred = best;
    }

    private static bool IsBetter(TrunkTarget one, TrunkTarget other)
    {
        var (left, right) = (Doubt(one.State), Doubt(other.State));
        return left < right || (left == right && one.Rank < other.Rank);
    }

    private static int Doubt(Reachability state) => state switch
    {
        Reachability.Up => 0,
        Reachability.Unknown => 1,
        _ => 2,
    };
}
