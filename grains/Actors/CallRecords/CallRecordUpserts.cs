using System.Data;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.CallRecords;

/// <summary>
/// Writes parts into rows: a statement for each kind of part and some hundred rows, which SQLite and PostgreSQL both know. Written twice, or
/// in another order, parts make the same row.
/// </summary>
internal static class CallRecordUpserts
{
    // A statement may have 32,766 parameters on SQLite; beyond this nothing is gained.
    private const int RowsPerStatement = 200;

    private static readonly Column[] _columns =
    [
        new("id", DbType.Guid, static r => r.Id),
        new("site_id", DbType.Guid, static r => r.SiteId),
        new("node", DbType.String, static r => r.Node),
        new("call_id", DbType.String, static r => r.CallId),
        new("caller", DbType.String, static r => r.Caller),
        new("callee", DbType.String, static r => r.Callee),
        new("number", DbType.String, static r => r.Number),
        new("number_sent", DbType.String, static r => r.NumberSent),
        new("connector_in", DbType.Guid, static r => r.ConnectorIn),
        new("connector_out", DbType.Guid, static r => r.ConnectorOut),
        new("started_at", DbType.Int64, static r => r.StartedAt),
        new("heard_at", DbType.Int64, static r => r.HeardAt),
        new("answered_at", DbType.Int64, static r => r.AnsweredAt),
        new("ended_at", DbType.Int64, static r => r.EndedAt),
        new("expires_at", DbType.Int64, static r => r.ExpiresAt),
        new("outcome", DbType.Int32, static r => r.Outcome),
        new("cause", DbType.Int32, static r => r.Cause),
        new("status", DbType.Int32, static r => r.Status),
        new("ended_by", DbType.Int32, static r => r.EndedBy),
        new("end_reason", DbType.String, static r => r.EndReason),
        new("attempts", DbType.String, static r => r.Attempts),
        new("packets_from_caller", DbType.Int64, static r => r.PacketsFromCaller),
        new("packets_from_called", DbType.Int64, static r => r.PacketsFromCalled),
        new("lost_from_caller", DbType.Int64, static r => r.LostFromCaller),
        new("lost_from_called", DbType.Int64, static r => r.LostFromCalled),
    ];

    /// <summary>What is set in a row that is there already, by the kind of part.</summary>
    private static readonly (Type Part, string Set)[] _kinds =
    [
        // Its end and its refreshes may have been written by others before.
        (typeof(CallSetUpPart), Excluded("site_id", "node", "call_id", "caller", "callee", "number", "number_sent", "connector_in", "connector_out",
            "started_at", "heard_at", "answered_at", "outcome", "cause", "status", "attempts")
            + ", ended_at = COALESCE(call_record.ended_at, excluded.ended_at)"
            + ", expires_at = CASE WHEN call_record.expires_at > excluded.expires_at THEN call_record.expires_at ELSE excluded.expires_at END"),
        // Of two sides that hang up together the first counts, and more than that nobody was seen.
        (typeof(CallHungUpPart), Excluded("ended_at", "ended_by", "end_reason")
            + string.Create(CultureInfo.InvariantCulture, $" WHERE call_record.ended_at IS NULL OR call_record.ended_by = {(int)CallEnd.NotSeen}")),
        (typeof(CallRefreshedPart), Excluded("expires_at")),
        (typeof(CallMediaPart), Excluded("packets_from_caller", "packets_from_called", "lost_from_caller", "lost_from_called")),
    ];

    /// <summary>Writes the parts, within the transaction of the context.</summary>
    public static async Task Write(ConnectorDb db, IReadOnlyCollection<CallPart> parts, CancellationToken cancellation)
    {
        foreach (var (kind, set) in _kinds)
        {
            // One statement touches a row once; of the same part told twice the later one counts.
            var rows = parts.Where(part => part.GetType() == kind).GroupBy(static part => part.Parties.Key).Select(static same => CallRecordRows.Of(same.Last()));
            foreach (var chunk in rows.Chunk(RowsPerStatement)) await Write(db, chunk, set, cancellation);
        }
    }

    private static async Task Write(ConnectorDb db, CallRecordRow[] rows, string set, CancellationToken cancellation)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        var text = new StringBuilder("INSERT INTO call_record (").AppendJoin(", ", _columns.Select(static c => c.Name)).Append(") VALUES ");
        for (var i = 0; i < rows.Length; i++)
        {
            text.Append(i == 0 ? "(" : ", (");
            for (var c = 0; c < _columns.Length; c++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}_{c}");
                parameter.DbType = _columns[c].Type;
                parameter.Value = _columns[c].Value(rows[i]) ?? DBNull.Value;
                command.Parameters.Add(parameter);
                text.Append(c == 0 ? "" : ", ").Append(parameter.ParameterName);
            }
            text.Append(')');
        }
        text.Append(" ON CONFLICT (id) DO UPDATE SET ").Append(set);
#pragma warning disable CA2100 // Names of columns and parameters of ours; what comes from calls is in the parameters.
        command.CommandText = text.ToString();
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Excluded(params string[] columns) => string.Join(", ", columns.Select(static c => $"{c} = excluded.{c}"));

    private sealed record Column(string Name, DbType Type, Func<CallRecordRow, object?> Value);
}
