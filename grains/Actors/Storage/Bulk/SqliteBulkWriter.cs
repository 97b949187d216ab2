using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace SystemConnector.Grains.Storage.Bulk;

/// <summary>
/// Writes many rows with one statement, prepared once and run row by row. By SQLite's own functions: a command of the driver looks each
/// value's name up among all others and prepares anew, which costs several times what the row does.
/// </summary>
internal sealed class SqliteBulkWriter : IBulkWriter
{
    public Task Upsert<TRow>(ConnectorDb db, IReadOnlyCollection<TRow> rows, string? set = null) where TRow : class
    {
        if (rows.Count == 0) return Task.CompletedTask;
        var table = TableShape.Of<TRow>(db);
        var database = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        var values = string.Join(", ", Enumerable.Repeat('?', table.Columns.Length));
        var text = $"INSERT INTO \"{table.Name}\" ({TableShape.List(table.Columns)}) VALUES ({values}) {table.OnConflict(set)}";
        Check(raw.sqlite3_prepare_v2(database, text, out var statement), database);
        using (statement)
        {
            foreach (var row in rows)
            {
                for (var column = 0; column < table.Columns.Length; column++) Check(Bind(statement, column + 1, table.Value(row, column)), database);
                Check(raw.sqlite3_step(statement), database);
                Check(raw.sqlite3_reset(statement), database);
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>Binds a value as the driver would, which reads it.</summary>
    private static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        string text => raw.sqlite3_bind_text(statement, place, text),
        Guid id => raw.sqlite3_bind_text(statement, place, id.ToString().ToUpperInvariant()),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        double number => raw.sqlite3_bind_double(statement, place, number),
        bool or byte or short or ushort or int or uint or long or Enum => raw.sqlite3_bind_int64(statement, place, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"Values of {value.GetType()} are not written in bulk."),
    };

    private static void Check(int result, sqlite3 database)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE)) SqliteException.ThrowExceptionForRC(result, database);
    }
}
