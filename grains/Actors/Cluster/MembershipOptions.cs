using Orleans.Configuration;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// How fast a dead node is found. Measured with three processes: killed, it is declared dead after 1.2 to 1.7 s; frozen, after some 5 s;
/// a pause of 4 s is survived. No living one was declared dead under full load.
/// </summary>
internal static class MembershipOptions
{
    /// <summary>How often a node says in the table that it lives.</summary>
    public static readonly TimeSpan AliveInterval = TimeSpan.FromSeconds(2);

    public static void Set(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        options.IAmAliveTablePublishTimeout = AliveInterval;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
    }
}
