using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Storage;

/// <summary>
/// The way to the database for everything in this assembly: one transaction per change, which writes its rows and its
/// entries of the change log, and one exception for a database that does not answer.
/// </summary>
internal sealed class ConfigurationStore(IDbContextFactory<ConnectorDb> contexts)
{
    /// <summary>The server ended a transaction that stood still, as this process did.</summary>
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>The server takes no changes, as one that stands by does not, or one whose disk is nearly full.</summary>
    private const string ReadOnlyTransaction = "25006";

    /// <summary>The rights of this login were taken away, such as that to connect.</summary>
    private const string InsufficientPrivilege = "42501";

    /// <summary>Reads.</summary>
    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    public Task<T> Read<T>(Func<ConnectorDb, Task<T>> read, CancellationToken cancellation = default) => Guarded(async () =>
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(db);
    });

    /// <summary>
    /// Changes. Writers of the whole cluster run one after the other, so what <paramref name="write"/> checks still
    /// holds when it is committed. Nothing is written when it refuses.
    /// </summary>
    /// <returns>The outcome, and the last entry of the change log that was written for it; 0 when none was.</returns>
    /// <exception cref="StorageUnavailableException">The database does not answer; nothing was changed.</exception>
    public Task<Written<T>> Write<T>(Func<ConnectorDb, ChangeLog, Task<Outcome<T>>> write) where T : class => Guarded(async () =>
    {
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var log = await ChangeLog.Lock(db);
        var outcome = await write(db, log);
        if (!outcome.Succeeded) return new Written<T>(outcome, 0);
        var sequence = log.Append(db);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return new Written<T>(outcome, sequence);
    });

    /// <summary>
    /// Writes what is not configuration, be it made of that or recorded beside it, in a transaction of its own that waits for no writer of the configuration.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database does not answer; nothing was written.</exception>
    public Task<T> WriteBeside<T>(Func<ConnectorDb, Task<T>> write) => Guarded(async () =>
    {
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var result = await write(db);
        await transaction.CommitAsync();
        return result;
    });

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            throw new StorageUnavailableException("The database does not answer. Calls go on; changes are refused until it is back.", exception);
        }
    }

    /// <summary>
    /// A broken constraint or a wrong statement is a bug and passes through; everything else a driver throws is an outage, also that the
    /// server took a transaction back in favour of another (class 40), lets nobody in (28), has the database no longer (3D) or broke (XX).
    /// </summary>
    internal static bool IsOutage(Exception? exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState[..2] is "08" or "28" or "3D" or "40" or "53" or "55" or "57" or "58" or "XX"
            || postgres.SqlState is IdleInTransactionTimeout or ReadOnlyTransaction or InsufficientPrivilege,
        SqliteException sqlite => sqlite.SqliteErrorCode is not (1 or 19 or 20 or 21 or 25),
        DbException or TimeoutException or SocketException or IOException => true,
        _ => exception?.InnerException is { } inner && IsOutage(inner),
    };
}

/// <summary>What a change came to.</summary>
internal readonly record struct Written<T>(Outcome<T> Outcome, long Sequence) where T : class;
