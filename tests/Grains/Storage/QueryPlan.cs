using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Tests.Storage;

/// <summary>How the database goes about a query, by its own account.</summary>
internal static class QueryPlan
{
    public static async Task<string> Of(ConnectorDb db, IQueryable query)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await db.Database.OpenConnectionAsync(cancellation);
        await using var command = query.CreateDbCommand();
#pragma warning disable CA2100 // A query of ours.
        command.CommandText = (db.Database.IsSqlite() ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
#pragma warning restore CA2100
        var plan = new List<string>();
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) plan.Add($"{reader.GetValue(reader.FieldCount - 1)}");
        return string.Join('\n', plan);
    }
}
