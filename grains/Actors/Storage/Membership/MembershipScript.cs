using System.Globalization;
using System.Reflection;
using Npgsql;

namespace SystemConnector.Grains.Storage.Membership;

/// <summary>The tables and statements of the cluster's membership on PostgreSQL.</summary>
internal static class MembershipScript
{
    /// <summary>Stands in the script's last line; grows with each change of the script.</summary>
    private const int Version = 1;

    /// <summary>The script.</summary>
    public static string Text { get; } = Read();

    /// <summary>
    /// Applies the script, unless a version as new was. So nodes of an older version start beside newer ones, and where an
    /// administrator applied it, the node's user needs no right to create tables.
    /// </summary>
    public static async Task Apply(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await AppliedVersion(connection, cancellation) >= Version) return;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var exclusive = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({StorageInitializer.AdvisoryLock})", connection, transaction))
            await exclusive.ExecuteNonQueryAsync(cancellation);
        await using (var script = new NpgsqlCommand(Text, connection, transaction))
            await script.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<int> AppliedVersion(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('orleansquery') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true) return 0;
        await using var applied = new NpgsqlCommand("SELECT QueryText FROM OrleansQuery WHERE QueryKey = 'SystemConnectorVersion'", connection);
        return await applied.ExecuteScalarAsync(cancellation) is string version ? int.Parse(version, CultureInfo.InvariantCulture) : 0;
    }

    private static string Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("membership.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
