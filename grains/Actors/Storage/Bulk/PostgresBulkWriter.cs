using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace SystemConnector.Grains.Storage.Bulk;

/// <summary>Copies rows in binary into a table of the transaction, and from there into their own in one statement.</summary>
internal sealed class PostgresBulkWriter : IBulkWriter
{
    public async Task Upsert<TRow>(ConnectorDb db, IReadOnlyCollection<TRow> rows, string? set = null) where TRow : class
    {
        if (rows.Count == 0) return;
        var table = TableShape.Of<TRow>(db);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var staging = $"bulk_{table.Name}";
        await Execute($"CREATE TEMP TABLE IF NOT EXISTS \"{staging}\" (LIKE \"{table.Name}\") ON COMMIT DROP; TRUNCATE \"{staging}\"");
        await using (var copy = await connection.BeginBinaryImportAsync($"COPY \"{staging}\" ({TableShape.List(table.Columns)}) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync();
                for (var i = 0; i < table.Columns.Length; i++)
                {
                    if (table.Value(row, i) is { } value) await copy.WriteAsync(value);
                    else await copy.WriteNullAsync();
                }
            }
            await copy.CompleteAsync();
        }
        var columns = TableShape.List(table.Columns);
        await Execute($"INSERT INTO \"{table.Name}\" ({columns}) SELECT {columns} FROM \"{staging}\" {table.OnConflict(set)}");

        // The context's transaction is the connection's: a command of the connection is in it.
        async Task Execute(string text)
        {
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
