using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>What the conflicts of a site's ranges depend on, taken from its routes: the same facts as <see cref="RangeFactsReader"/> reads from the database.</summary>
internal sealed class SiteFacts
{
    private readonly SiteRoutes _site;
    private readonly ImmutableArray<NumberRange> _localRanges;
    private readonly Number[] _locals, _decided;

    /// <param name="site">The site.</param>
    /// <param name="localRanges">The ranges that it declares its own.</param>
    public SiteFacts(SiteRoutes site, ImmutableArray<NumberRange> localRanges)
    {
        _site = site;
        _localRanges = localRanges;
        _locals = [.. site.Numbers.Select(static local => local.Number).Where(static number => number.IsNumeric).Order()];
        _decided = [.. site.Decisions.Keys.Order()];
        Ranges = [.. site.Connectors.SelectMany(static connector => connector.Ranges)];
    }

    /// <summary>The ranges of all connectors.</summary>
    public ImmutableArray<RangeRoute> Ranges { get; }

    /// <summary>Everything on which the range's conflicts depend.</summary>
    public RangeFacts Of(RangeRoute range)
    {
        var locals = Locals(range.Numbers.Min, range.Numbers.Max);
        for (var length = 1; length < range.Numbers.Digits; length++)
        {
            var (min, max) = PrefixShadow.Prefixes(range.Numbers, length);
            locals = locals.Concat(Locals(Number.Parse(min), Number.Parse(max)));
        }
        return Of(range, locals, SortedNumbers.Between(_decided, range.Numbers.Min, range.Numbers.Max), _site.RangeIndex.Overlapping(range.Numbers));
    }

    /// <summary>Everything on which the conflicts of one number of the range depend.</summary>
    public RangeFacts Of(RangeRoute range, Number number) =>
        range.Numbers.Contains(number) ? Of(range, Locals(number, number), [number], _site.RangeIndex.Holding(number)) : Of(range, [], [], []);

    private RangeFacts Of(RangeRoute range, IEnumerable<LocalFact> locals, IEnumerable<Number> decided, IEnumerable<RankedRange> others) => new(
        range.Id, _site.Id, range.Connector.Id, CandidateOrder.Of(range), [.. locals],
        [.. decided.Select(_site.FindDecision).OfType<DecisionRoute>()],
        [.. others.Select(static other => other.Range).Where(other => other.Connector != range.Connector).Select(static other => new OtherRange(other.Connector.Id, CandidateOrder.Of(other), other.Connector.Enabled))])
    {
        Enabled = range.Connector.Enabled,
        PrependDigits = range.PrependDigits,
        LocalRanges = _localRanges,
    };

    private IEnumerable<LocalFact> Locals(Number min, Number max) =>
        SortedNumbers.Between(_locals, min, max).Select(number => _site.FindNumber(number)!).Select(static local => new LocalFact(local.Number, local.Kind, local.Owner));
}
