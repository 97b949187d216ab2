using System.Collections.Immutable;
using Orleans.Concurrency;

namespace SystemConnector.Contracts.Connectors;

/// <summary>Owns one connector: its configuration and the state of its trunk. Sole writer of both. Key: <see cref="ConnectorId"/>.</summary>
[Alias("sc.IConnectorGrain")]
public interface IConnectorGrain : IGrainWithGuidKey
{
    /// <summary>Creates the connector under the key of this grain and starts its trunk.</summary>
    [Alias("Create")] Task<Outcome<Connector>> Create(SiteId site, ConnectorSpec spec);

    /// <summary>Replaces the connector's configuration. <paramref name="expectedVersion"/>, when given, must be the current one.</summary>
    [Alias("Update")] Task<Outcome<Connector>> Update(ConnectorSpec spec, long? expectedVersion);

    /// <summary>Enables or disables the connector.</summary>
    [Alias("SetEnabled")] Task<Outcome<Connector>> SetEnabled(bool enabled);

    /// <summary>Deletes the connector with its ranges and the decisions in them.</summary>
    [Alias("Delete")] Task<Outcome<Connector>> Delete();

    /// <summary>The connector as it stands, null when there is none.</summary>
    [Alias("Get")] Task<Connector?> Get();

    /// <summary>The state of the trunk, null when there is no such connector.</summary>
    [Alias("GetTrunk")] Task<TrunkStatus?> GetTrunk();

    /// <summary>Makes sure that this connector is active on its home node and its trunk driven there; where it is active elsewhere it moves.</summary>
    [Alias("Ensure"), ResponseTimeout("00:00:05")] Task Ensure();

    /// <summary>The connector's row was written by somebody else, which nothing but a restore does: it is read anew, and the trunk driven with it.</summary>
    [Alias("Reload")] Task Reload();

    /// <summary>The trunk's driver says that the state changed.</summary>
    [Alias("ReportTrunk")] Task ReportTrunk(TrunkStatus status);

    /// <summary>A node says how many channels it has in use, and is told how many it may have. One that does not report for 15 s has none.</summary>
    [Alias("ReportChannels")] Task<ChannelAllotment> ReportChannels(NodeChannels report);

    /// <summary>The channels in use, node by node, as they reported last.</summary>
    [Alias("GetChannels")] Task<ImmutableArray<NodeChannels>> GetChannels();

    /// <summary>
    /// Examines the trunk on its home node. It takes seconds, within which everything else goes on; another examination of the same
    /// connector is refused meanwhile.
    /// </summary>
    /// <param name="testNumber">A number to call, as the far side knows it; null for no call.</param>
    [Alias("Examine"), AlwaysInterleave] Task<Outcome<Examination>> Examine(string? testNumber);
}
