using Npgsql;
using SystemConnector.Grains.Storage.Membership;

namespace SystemConnector.Grains.Cluster;

/// <summary>Reads this silo's row by its key, over the membership's own connections: one round trip that waits for nobody's lock.</summary>
internal sealed class MembershipRowReader(MembershipReader membership, ILocalSiloDetails silo) : IMembershipRow
{
    // Connections that broke while nobody used them are no answer; behind those of the pool there is one that is opened anew.
    private const int Tries = 3;

    public async Task<OwnMembership> Read(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Of((await membership.Find(silo.SiloAddress.Endpoint, silo.SiloAddress.Generation, cancellation))?.Status);
            }
            catch (NpgsqlException exception) when (attempt < Tries && exception.IsTransient)
            {
                // The bound is the caller's.
            }
        }
    }

    private static OwnMembership Of(SiloStatus? status) => status switch
    {
        SiloStatus.Dead => OwnMembership.Dead,
        SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping => OwnMembership.Alive,
        // Created and Joining come before it counts.
        _ => OwnMembership.Unknown,
    };
}
