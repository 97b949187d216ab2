using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace SystemConnector.Grains.Storage.Membership;

/// <summary>What the membership table says of a silo.</summary>
/// <param name="Status">Its status.</param>
/// <param name="AliveAt">When it last said that it is alive, by its own clock.</param>
internal readonly record struct MembershipRow(SiloStatus Status, DateTime AliveAt);

/// <summary>Reads the membership table past Orleans, which knows it only after it joined.</summary>
internal sealed class MembershipReader(MembershipConnections connections, IOptions<ClusterOptions> cluster)
{
    /// <summary>What the table says of a silo; null when it is not in it.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<MembershipRow?> Find(IPEndPoint endpoint, int generation, CancellationToken cancellation)
    {
        await using var command = connections.Source.CreateCommand(
            "SELECT status, alive_at FROM membership WHERE cluster = $1 AND address = $2 AND port = $3 AND generation = $4");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = endpoint.Address.ToString() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = endpoint.Port });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = generation });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new MembershipRow((SiloStatus)reader.GetInt32(0), reader.GetDateTime(1)) : null;
    }
}
