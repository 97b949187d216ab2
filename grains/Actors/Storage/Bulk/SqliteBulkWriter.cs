using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace SystemConnector.Grains.Storage.Bulk;

/// <summary>Writes many rows with one statement, prepared once for all of that size.</summary>
internal sealed class SqliteBulkWriter : IBulkWriter
{
    /// <summary>Values of a statement; SQLite takes 32,766, and more than some hundred gain nothing.</summary>
    private const int MaxValues = 900;

    public async Task Upsert<TRow>(ConnectorDb db, IReadOnlyCollection<TRow> rows) where TRow : class
    {
        if (rows.Count == 0) return;
        var table = TableShape.Of<TRow>(db);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        var transaction = (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
        SqliteCommand? command = null;
        try
        {
            foreach (var chunk in rows.Chunk(Math.Max(1, MaxValues / table.Columns.Length)))
            {
                var values = chunk.Length * table.Columns.Length;
                if (command?.Parameters.Count != values)
                {
                    if (command is not null) await command.DisposeAsync();
                    command = Prepare(connection, transaction, table, chunk.Length);
                }
                for (var i = 0; i < values; i++)
                    command.Parameters[i].Value = table.Value(chunk[i / table.Columns.Length], i % table.Columns.Length) ?? DBNull.Value;
                await command.ExecuteNonQueryAsync();
            }
        }
        finally
        {
            if (command is not null) await command.DisposeAsync();
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction? transaction, TableShape table, int rows)
    {
        var text = new StringBuilder($"INSERT INTO \"{table.Name}\" ({TableShape.List(table.Columns)}) VALUES ");
        var command = new SqliteCommand { Connection = connection, Transaction = transaction };
        for (var row = 0; row < rows; row++)
        {
            text.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < table.Columns.Length; column++)
            {
                var name = $"@p{command.Parameters.Count}";
                text.Append(column == 0 ? name : $", {name}");
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }
            text.Append(')');
        }
        command.CommandText = text.Append(' ').Append(table.OnConflict).ToString();
        return command;
    }
}
