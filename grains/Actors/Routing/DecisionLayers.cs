using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Routing;

/// <summary>Makes the layers of decisions of their rows, without those that can never count again.</summary>
internal static class DecisionLayers
{
    /// <summary>The topmost layer of each number that has one which can still count.</summary>
    public static IEnumerable<DecisionRoute> Of(IEnumerable<DecisionRow> rows, DateTimeOffset now)
    {
        foreach (var ofNumber in rows.GroupBy(static d => d.Number))
            if (OfNumber(ofNumber, now) is { } top) yield return top;
    }

    private static DecisionRoute? OfNumber(IEnumerable<DecisionRow> rows, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        var kept = new List<DecisionRow>(1);
        foreach (var row in rows.OrderByDescending(static d => d.Layer))
        {
            if (row.ValidUntil <= time) continue;
            kept.Add(row);
            // What has begun and does not end covers everything below it.
            if (row.ValidFrom <= time && row.ValidUntil is null) break;
        }
        DecisionRoute? layer = null;
        for (var i = kept.Count - 1; i >= 0; i--) layer = Of(kept[i], layer);
        return layer;
    }

    private static DecisionRoute Of(DecisionRow row, DecisionRoute? below) =>
        new(Number.Parse(row.Number), row.Precedence == DecisionRow.Default ? null : (Precedence)row.Precedence, new ConnectorId(row.ConnectorId))
        {
            Layer = row.Layer,
            From = DateTimeOffset.FromUnixTimeMilliseconds(row.ValidFrom),
            Until = row.ValidUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            Migration = row.MigrationId is { } migration ? new MigrationId(migration) : null,
            Below = below,
        };
}
