using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Connectors;

/// <summary>Says which ranges of a saved connector overlap something. Never a fault: the conflicts of the range tell the rest.</summary>
internal static class OverlapWarnings
{
    public static async Task<ImmutableArray<Warning>> Of(ConnectorDb db, Connector connector)
    {
        var warnings = ImmutableArray.CreateBuilder<Warning>();
        for (var i = 0; i < connector.Ranges.Length; i++)
        {
            var range = connector.Ranges[i].Numbers;
            var (digits, min, max) = (range.Digits, range.Min.ToString(), range.Max.ToString());
            var locals = await db.LocalNumbers.CountAsync(n => n.SiteId == connector.Site.Value && n.Digits == digits
                && string.Compare(n.Number, min) >= 0 && string.Compare(n.Number, max) <= 0);
            if (locals > 0)
                warnings.Add(new Warning(WarningCode.LocalOverlap, $"ranges[{i}]", $"{locals} of the numbers {range} are local numbers as well; they stay local unless it is decided otherwise."));
            // The few that overlap are found first; asked of each connector whether it does, all would be gone through.
            var overlapping = RangeQueries.Overlapping(db, connector.Site.Value, range).Where(r => r.ConnectorId != connector.Id.Value).Select(static r => r.ConnectorId);
            var others = await db.Connectors.Where(c => overlapping.Contains(c.Id)).OrderBy(static c => c.Name).Select(static c => c.Name).Take(3).ToListAsync();
            if (others.Count > 0)
                warnings.Add(new Warning(WarningCode.ConnectorOverlap, $"ranges[{i}]", $"Other connectors have some of {range} as well: {string.Join(", ", others)}."));
        }
        return warnings.ToImmutable();
    }
}
