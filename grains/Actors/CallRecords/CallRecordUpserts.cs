using System.Globalization;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Bulk;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.CallRecords;

/// <summary>
/// Writes parts into rows: those of a call that are written together as one row. Written twice, or in another order, parts make the same row.
/// </summary>
internal static class CallRecordUpserts
{
    // Of two sides that hang up together the first counts, and more than that nobody was seen.
    private static readonly string _isOpen = string.Create(CultureInfo.InvariantCulture, $"call_record.ended_at IS NULL OR call_record.ended_by = {(int)CallEnd.NotSeen}");

    /// <summary>Writes the parts, within the transaction of the context.</summary>
    public static async Task Write(ConnectorDb db, IBulkWriter bulk, IReadOnlyCollection<CallPart> parts)
    {
        var calls = parts.GroupBy(static part => part.Parties.Key, static (_, ofCall) => CallRecordRows.Of([.. ofCall]));
        foreach (var alike in calls.GroupBy(static call => call.Kinds, static call => call.Row))
            await bulk.Upsert<CallRecordRow>(db, [.. alike], SetOf(alike.Key));
    }

    /// <summary>What is set in a row that is there already: nothing else, for every index of a column that is set is written again.</summary>
    private static string SetOf(CallPartKinds kinds)
    {
        var isSetUp = kinds.HasFlag(CallPartKinds.SetUp);
        var set = new List<string>();
        if (isSetUp)
        {
            set.AddRange(Excluded("site_id", "node", "call_id", "caller", "callee", "number", "number_sent", "connector_in", "connector_out",
                "started_at", "heard_at", "answered_at", "outcome", "cause", "status", "attempts"));
            // Refreshes may have been written by others before.
            set.Add("expires_at = CASE WHEN call_record.expires_at > excluded.expires_at THEN call_record.expires_at ELSE excluded.expires_at END");
        }
        else if (kinds.HasFlag(CallPartKinds.Refreshed))
        {
            set.AddRange(Excluded("expires_at"));
        }
        if (kinds.HasFlag(CallPartKinds.HungUp))
            set.AddRange(Array.ConvertAll(["ended_at", "ended_by", "end_reason"], static string (c) => $"{c} = CASE WHEN {_isOpen} THEN excluded.{c} ELSE call_record.{c} END"));
        else if (isSetUp)
            set.Add("ended_at = COALESCE(call_record.ended_at, excluded.ended_at)");
        if (kinds.HasFlag(CallPartKinds.Media)) set.AddRange(Excluded("packets_from_caller", "packets_from_called", "lost_from_caller", "lost_from_called"));
        return string.Join(", ", set);
    }

    private static string[] Excluded(params string[] columns) => Array.ConvertAll(columns, static c => $"{c} = excluded.{c}");
}
