using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace SystemConnector.Grains.Cluster;

/// <summary>Reads this silo's row of Orleans' membership table by its key: one round trip, no lock.</summary>
internal sealed class PostgresMembershipRow(NpgsqlDataSource database, ILocalSiloDetails silo, IOptions<ClusterOptions> cluster) : IMembershipRow
{
    private const string Query =
        "SELECT status FROM membership WHERE cluster = $1 AND address = $2 AND port = $3 AND generation = $4";

    // Connections that broke while nobody used them are no answer; then one that is opened anew decides.
    private const int Tries = 2;

    public async Task<OwnMembership> Read(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadOnce(cancellation);
            }
            catch (NpgsqlException exception) when (attempt < Tries && exception.IsTransient)
            {
                database.Clear();
            }
        }
    }

    private async Task<OwnMembership> ReadOnce(CancellationToken cancellation)
    {
        var address = silo.SiloAddress;
        await using var command = database.CreateCommand(Query);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = address.Endpoint.Address.ToString() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = address.Endpoint.Port });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = address.Generation });
        return await command.ExecuteScalarAsync(cancellation) switch
        {
            null => OwnMembership.Unknown,
            (int)SiloStatus.Dead => OwnMembership.Dead,
            // Created and Joining come before it counts.
            (int)SiloStatus.Active or (int)SiloStatus.ShuttingDown or (int)SiloStatus.Stopping => OwnMembership.Alive,
            _ => OwnMembership.Unknown,
        };
    }
}
