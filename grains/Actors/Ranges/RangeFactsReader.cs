using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>Reads from the database what the conflicts of a range depend on, by index and no more than that.</summary>
internal static class RangeFactsReader
{
    /// <summary>The facts; null when there is no such range. The decisions of one migration can be left out, as if it had not been.</summary>
    public static async Task<RangeFacts?> Read(ConnectorDb db, Guid id, DateTimeOffset now, MigrationId? except = null)
    {
        if (await Bare(db, id) is not { } facts) return null;
        var (site, numbers) = (facts.Site.Value, facts.Numbers);
        var locals = await Locals(db, site, numbers.Min.ToString(), numbers.Max.ToString(), numbers.Digits);
        for (var length = 1; length < numbers.Digits; length++)
        {
            var (min, max) = PrefixShadow.Prefixes(numbers, length);
            locals.AddRange(await Locals(db, site, min, max, length));
        }
        return facts with
        {
            Locals = [.. locals],
            Decisions = await Decisions(db, site, numbers, now, except),
            Others = await Others(RangeQueries.Overlapping(db, site, numbers), db, facts.Connector),
        };
    }

    /// <summary>As far as the conflicts of those numbers of the range depend on them, which costs nothing for the others.</summary>
    public static async Task<RangeFacts?> Read(ConnectorDb db, Guid id, IEnumerable<Number> numbers, DateTimeOffset now)
    {
        if (await Bare(db, id) is not { } facts) return null;
        Number[] among = [.. numbers.Where(facts.Numbers.Contains).Order()];
        if (among.Length == 0) return facts;
        var (site, span) = (facts.Site.Value, new NumberRange(among[0], among[^1]));
        string[] texts = [.. among.Select(static n => n.ToString())];
        var locals = Facts(await db.LocalNumbers.Where(n => n.SiteId == site && EF.Parameter(texts).Contains(n.Number)).Select(static n => new LocalText(n.Number, n.Kind, n.Owner)).ToListAsync());
        var decisions = await db.Decisions.AsNoTracking().Where(d => d.SiteId == site && EF.Parameter(texts).Contains(d.Number)).ToListAsync();
        // Beside the ranges that hold one of the numbers those of connectors for which one was decided, which are named.
        var (min, max) = (texts[0], texts[^1]);
        Guid[] decided = [.. decisions.Select(static d => d.ConnectorId).Distinct()];
        var others = RangeQueries.Overlapping(db, site, facts.Numbers)
            .Where(r => (string.Compare(r.Max, min) >= 0 && string.Compare(r.Min, max) <= 0) || decided.Contains(r.ConnectorId));
        return facts with
        {
            Locals = [.. locals],
            Decisions = [.. DecisionLayers.Of(decisions, now)],
            Others = await Others(others, db, facts.Connector),
        };
    }

    /// <summary>The range and its connector.</summary>
    private static async Task<RangeFacts?> Bare(ConnectorDb db, Guid id)
    {
        var row = await db.ExtensionRanges.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id);
        if (row is null) return null;
        var connector = await db.Connectors.AsNoTracking().SingleAsync(c => c.Id == row.ConnectorId);
        var declared = await db.Sites.Where(s => s.Id == connector.SiteId).Select(static s => s.LocalRanges).SingleAsync();
        var order = new CandidateOrder(connector.Priority, connector.Name, Records.Of(row).Numbers);
        return new RangeFacts(new RangeId(id), new SiteId(connector.SiteId), new ConnectorId(connector.Id), order, [], [], [])
        {
            Enabled = connector.Enabled,
            PrependDigits = row.PrependDigits,
            LocalRanges = LocalRanges.Parse(declared),
            Version = row.FactsVersion,
        };
    }

    private static async Task<List<LocalFact>> Locals(ConnectorDb db, Guid site, string min, string max, int digits)
    {
        // Texts of the same length compare as their numbers do, whatever the database's order of symbols is; numbers
        // with '*' or '#' may lie between them in some, and lie in no range.
        return Facts(await db.LocalNumbers
            .Where(n => n.SiteId == site && n.Digits == digits && string.Compare(n.Number, min) >= 0 && string.Compare(n.Number, max) <= 0)
            .Select(static n => new LocalText(n.Number, n.Kind, n.Owner)).ToListAsync());
    }

    private static List<LocalFact> Facts(List<LocalText> rows) =>
        [.. rows.Select(static n => new LocalFact(Number.Parse(n.Number), (LocalNumberKind)n.Kind, n.Owner)).Where(static n => n.Number.IsNumeric)];

    private static async Task<ImmutableArray<DecisionRoute>> Decisions(ConnectorDb db, Guid site, NumberRange numbers, DateTimeOffset now, MigrationId? except)
    {
        var (min, max) = (numbers.Min.ToString(), numbers.Max.ToString());
        Guid? without = except?.Value;
        var rows = await db.Decisions.AsNoTracking()
            .Where(d => without == null || d.MigrationId == null || d.MigrationId != without)
            .Where(d => d.SiteId == site && string.Compare(d.Number, min) >= 0 && string.Compare(d.Number, max) <= 0).ToListAsync();
        return [.. DecisionLayers.Of(rows, now).Where(d => numbers.Contains(d.Number))];
    }

    private static async Task<ImmutableArray<OtherRange>> Others(IQueryable<ExtensionRangeRow> overlapping, ConnectorDb db, ConnectorId connector)
    {
        var rows = await overlapping.Where(r => r.ConnectorId != connector.Value)
            .Join(db.Connectors, static r => r.ConnectorId, static c => c.Id, static (r, c) => new { c.Id, c.Name, c.Priority, c.Enabled, Range = r })
            .AsNoTracking().ToListAsync();
        return [.. rows.Select(static o => new OtherRange(new ConnectorId(o.Id), new CandidateOrder(o.Priority, o.Name, Records.Of(o.Range).Numbers), o.Enabled))];
    }

    private sealed record LocalText(string Number, int Kind, string Owner);
}
