using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SystemConnector.Grains.Storage;

/// <summary>
/// Sets what SQLite keeps per connection: foreign keys, and a busy handler that wakes up in milliseconds (the driver's
/// own asks only every 150 ms). WAL, so that readers and the writer do not wait for one another, stays in the file.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static readonly SqlitePragmas Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Command(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Command(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DbCommand Command(DbConnection connection)
    {
        var timeout = ((Microsoft.Data.Sqlite.SqliteConnection)connection).DefaultTimeout * 1000;
        var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout={timeout}; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;";
        return command;
    }
}
