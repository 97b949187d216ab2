using System.Runtime.CompilerServices;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>Where the routing rule sends a call. A value without an allocation: the candidates stand in the struct.</summary>
public struct RouteDecision
{
    /// <summary>How many connectors are tried for one call, at most; those that rank behind are left out.</summary>
    public const int MaxCandidates = 8;

    private CandidateList _candidates;
    private RankList _ranks;

    /// <summary>Where the call goes.</summary>
    public RouteOutcome Outcome { get; internal set; }

    /// <summary>The number that the call is for, after speed dials were followed.</summary>
    public Number Number { get; internal set; }

    /// <summary>The local number when the outcome is Local.</summary>
    public LocalRoute? Local { get; internal set; }

    /// <summary>The connector that an outcome is about which sends the call nowhere: the first that is down or full, or the one without transit.</summary>
    public ConnectorRoute? PassedOver { get; internal set; }

    /// <summary>How many connectors are to be tried when the outcome is Remote; 0 otherwise.</summary>
    public int Count { get; private set; }

    /// <summary>The connector's range to be tried as number <paramref name="i"/>, from 0 to <see cref="Count"/> − 1.</summary>
    public readonly RangeRoute Candidate(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Count);
        return _candidates[i]!;
    }

    /// <summary>Puts a candidate at its place. The last drops out when there are more than <see cref="MaxCandidates"/>.</summary>
    internal void Add(RangeRoute range, int rank)
    {
        var place = Count;
        while (place > 0 && _ranks[place - 1] > rank) place--;
        if (place == MaxCandidates) return;
        if (Count < MaxCandidates) Count++;
        for (var i = Count - 1; i > place; i--)
        {
            _candidates[i] = _candidates[i - 1];
            _ranks[i] = _ranks[i - 1];
        }
        _candidates[place] = range;
        _ranks[place] = rank;
    }

    [InlineArray(MaxCandidates)]
    private struct CandidateList
    {
        private RangeRoute? _first;
    }

    [InlineArray(MaxCandidates)]
    private struct RankList
    {
        private int _first;
    }
}
