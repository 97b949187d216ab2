using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>Which conflicts come and go between two states of a site: those of the changed ranges, and of the ranges beside a change.</summary>
internal sealed record ConflictChanges(ImmutableArray<ConflictChange> Appearing, ImmutableArray<ConflictChange> Vanishing)
{
    public static ConflictChanges Between(SiteFacts before, SiteFacts after, SiteDelta delta, DateTimeOffset at, HandoverText text)
    {
        var spans = new RangeTree<NumberRange>([.. before.Ranges.Concat(after.Ranges).Where(range => delta.Connectors.ContainsKey(range.Connector.Id)).Select(static range => range.Numbers).Distinct()], static span => span);
        Number[] numbers = [.. delta.Numbers.Keys.Concat(delta.Decisions.Keys).Where(static number => number.IsNumeric).Distinct().Order()];
        var (had, has) = (Of(before), Of(after));
        return new ConflictChanges(Missing(has, had), Missing(had, has));

        Dictionary<string, ConflictChange> Of(SiteFacts facts)
        {
            var found = new Dictionary<string, ConflictChange>(StringComparer.Ordinal);
            foreach (var range in facts.Ranges)
            {
                if (!spans.AnyOverlaps(range.Numbers) && !TouchedRanges.Touches(numbers, range.Numbers)) continue;
                foreach (var conflict in Conflicts.Of(facts.Of(range), at))
                {
                    var key = ConflictChange.KeyOf(conflict, range.Connector.Id);
                    found[key] = new ConflictChange(key, text.IdOf(range.Connector), range.Connector.Name, conflict);
                }
            }
            return found;
        }
    }

    private static ImmutableArray<ConflictChange> Missing(Dictionary<string, ConflictChange> of, Dictionary<string, ConflictChange> from) =>
        [.. of.Values.Where(change => !from.ContainsKey(change.Key)).OrderBy(static change => change.Key, StringComparer.Ordinal)];
}
