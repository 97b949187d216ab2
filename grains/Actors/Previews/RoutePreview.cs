using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;

namespace SystemConnector.Grains.Previews;

/// <summary>What a draft would do, found once; sentences are made for the page that is asked for.</summary>
internal sealed class RoutePreview : IRoutePreview
{
    private readonly List<Handover> _handovers;
    private readonly ConflictChanges _conflicts;
    private readonly HandoverText _text;

    public RoutePreview(DraftedSite drafted, DateTimeOffset at, long tableVersion)
    {
        Site = drafted.Before.Id;
        At = at;
        TableVersion = tableVersion;
        _text = new HandoverText(drafted.NewConnector);
        (_handovers, Concerned) = Previews.Handovers.Between(drafted.Before, drafted.After, drafted.Delta, at);
        _conflicts = ConflictChanges.Between(new SiteFacts(drafted.Before, drafted.LocalRanges), new SiteFacts(drafted.After, drafted.LocalRanges), drafted.Delta, at, _text);
        Moves = HandoverText.Moves(_handovers);
        Rerouted = Moves.Sum(static move => move.Count);
        Summary = HandoverText.Sentence(Concerned, Moves);
        ConflictCounts =
        [
            .. _conflicts.Appearing.Concat(_conflicts.Vanishing).Select(static change => change.Conflict.Kind).Distinct().Order().Select(kind => new ConflictKindChange(
                kind, _conflicts.Appearing.Count(change => change.Conflict.Kind == kind), _conflicts.Vanishing.Count(change => change.Conflict.Kind == kind))),
        ];
    }

    public SiteId Site { get; }

    public DateTimeOffset At { get; }

    public long TableVersion { get; }

    public string Summary { get; }

    public long Rerouted { get; }

    public long Concerned { get; }

    public ImmutableArray<NumberMove> Moves { get; }

    public ImmutableArray<ConflictKindChange> ConflictCounts { get; }

    public Page<NumberHandover> Handovers(int first, Number? after)
    {
        // Those of a page alone are put into words, however many there are.
        ImmutableArray<Handover> page = [.. _handovers.SkipWhile(handover => handover.Numbers.Min <= after).Take(first + 1)];
        return new Page<NumberHandover>([.. page.Take(first).Select(handover => _text.Of(handover))], page.Length > first, _handovers.Count);
    }

    public Page<ConflictChange> Appearing(int first, string? after) => Conflicts(_conflicts.Appearing, first, after);

    public Page<ConflictChange> Vanishing(int first, string? after) => Conflicts(_conflicts.Vanishing, first, after);

    private static Page<ConflictChange> Conflicts(ImmutableArray<ConflictChange> all, int first, string? after)
    {
        ImmutableArray<ConflictChange> page = [.. all.SkipWhile(change => after is not null && string.CompareOrdinal(change.Key, after) <= 0).Take(first + 1)];
        return new Page<ConflictChange>([.. page.Take(first)], page.Length > first, all.Length);
    }
}
