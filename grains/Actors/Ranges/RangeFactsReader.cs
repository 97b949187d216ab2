using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Ranges;

/// <summary>Reads from the database what the conflicts of a range depend on, by index and no more than that.</summary>
internal static class RangeFactsReader
{
    /// <summary>The facts; null when there is no such range. The decisions of one migration can be left out, as if it had not been.</summary>
    public static async Task<RangeFacts?> Read(ConnectorDb db, Guid id, DateTimeOffset now, MigrationId? except = null)
    {
        var row = await db.ExtensionRanges.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id);
        if (row is null) return null;
        var connector = await db.Connectors.AsNoTracking().SingleAsync(c => c.Id == row.ConnectorId);
        var declared = await db.Sites.Where(s => s.Id == connector.SiteId).Select(static s => s.LocalRanges).SingleAsync();
        var numbers = Records.Of(row).Numbers;
        var order = new CandidateOrder(connector.Priority, connector.Name, numbers);
        var locals = await Locals(db, connector.SiteId, row.Min, row.Max, row.Digits);
        for (var length = 1; length < row.Digits; length++)
        {
            var (min, max) = PrefixShadow.Prefixes(numbers, length);
            locals.AddRange(await Locals(db, connector.SiteId, min, max, length));
        }
        return new RangeFacts(
            new RangeId(id), new SiteId(connector.SiteId), new ConnectorId(connector.Id), order,
            [.. locals], await Decisions(db, connector.SiteId, numbers, now, except), await Others(db, connector.SiteId, connector.Id, numbers))
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
        var rows = await db.LocalNumbers
            .Where(n => n.SiteId == site && n.Digits == digits && string.Compare(n.Number, min) >= 0 && string.Compare(n.Number, max) <= 0)
            .Select(static n => new { n.Number, n.Kind, n.Owner }).ToListAsync();
        return [.. rows.Select(static n => new LocalFact(Number.Parse(n.Number), (LocalNumberKind)n.Kind, n.Owner)).Where(static n => n.Number.IsNumeric)];
    }

    private static async Task<ImmutableArray<DecisionRoute>> Decisions(ConnectorDb db, Guid site, NumberRange numbers, DateTimeOffset now, MigrationId? except)
    {
        var (min, max) = (numbers.Min.ToString(), numbers.Max.ToString());
        Guid? without = except?.Value;
        var rows = await db.Decisions.AsNoTracking()
            .Where(d => without == null || d.MigrationId == null || d.MigrationId != without)
            .Where(d => d.SiteId == site && string.Compare(d.Number, min) >= 0 && string.Compare(d.Number, max) <= 0).ToListAsync();
        return [.. DecisionLayers.Of(rows, now).Where(d => numbers.Contains(d.Number))];
    }

    private static async Task<ImmutableArray<OtherRange>> Others(ConnectorDb db, Guid site, Guid connector, NumberRange numbers)
    {
        var rows = await RangeQueries.Overlapping(db, site, numbers).Where(r => r.ConnectorId != connector)
            .Join(db.Connectors, static r => r.ConnectorId, static c => c.Id, static (r, c) => new { c.Id, c.Name, c.Priority, c.Enabled, Range = r })
            .AsNoTracking().ToListAsync();
        return [.. rows.Select(static o => new OtherRange(new ConnectorId(o.Id), new CandidateOrder(o.Priority, o.Name, Records.Of(o.Range).Numbers), o.Enabled))];
    }
}
