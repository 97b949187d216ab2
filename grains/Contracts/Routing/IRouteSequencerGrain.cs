using System.Collections.Immutable;
using Orleans.Concurrency;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Contracts.Routing;

/// <summary>What a change of the log is about. A node reads what it names from the database, so the log carries no secret.</summary>
public enum RouteChangeKind
{
    /// <summary>A site's settings. Key: the site.</summary>
    Site,

    /// <summary>Local numbers of a site. Key: "{site}/{number}".</summary>
    LocalNumber,

    /// <summary>A connector and its ranges. Key: the connector.</summary>
    Connector,

    /// <summary>A precedence decision. Key: "{site}/{number}".</summary>
    Decision,

    /// <summary>Bindings. Key: that of the address of record.</summary>
    Bindings,

    /// <summary>So many numbers of a site that it is to be read whole. Key: the site.</summary>
    WholeSite,

    /// <summary>A node's row. Key: its number.</summary>
    Node,

    /// <summary>The keys that all nodes share. No key.</summary>
    ClusterKeys,

    /// <summary>The keys that open the API. No key.</summary>
    ApiKeys,
}

/// <summary>One entry of the change log.</summary>
[GenerateSerializer, Immutable, Alias("sc.RouteChange")]
public sealed record RouteChange([property: Id(0)] long Sequence, [property: Id(1)] RouteChangeKind Kind, [property: Id(2)] string Key);

/// <summary>Changes since the sequence that was asked for.</summary>
/// <param name="Epoch">Names this life of the sequencer; another one means that trunk states must be taken anew.</param>
/// <param name="Changes">Log entries in order.</param>
/// <param name="Trunks">Trunk states that changed since; all of them in the first answer of an epoch.</param>
/// <param name="Sequence">The highest log entry known.</param>
/// <param name="TrunkSequence">The highest trunk change known in this epoch.</param>
/// <param name="SnapshotNeeded">The log does not reach back that far: read the tables whole.</param>
[GenerateSerializer, Immutable, Alias("sc.RouteChanges")]
public sealed record RouteChanges(
    [property: Id(0)] Guid Epoch,
    [property: Id(1)] ImmutableArray<RouteChange> Changes,
    [property: Id(2)] ImmutableArray<TrunkStatus> Trunks,
    [property: Id(3)] long Sequence,
    [property: Id(4)] long TrunkSequence,
    [property: Id(5)] bool SnapshotNeeded);

/// <summary>Reads the change log and hands it to every node by long poll. One in the cluster. Key: 0.</summary>
[Alias("sc.IRouteSequencerGrain")]
public interface IRouteSequencerGrain : IGrainWithIntegerKey
{
    /// <summary>Answers as soon as there is something after <paramref name="sequence"/> or <paramref name="trunkSequence"/>, at the latest after 2 s, or when the node that asks stops.</summary>
    [Alias("WaitForChanges"), AlwaysInterleave] Task<RouteChanges> WaitForChanges(Guid epoch, long sequence, long trunkSequence, CancellationToken cancellation);

    /// <summary>Rows were written: look at the log now.</summary>
    [Alias("Committed"), AlwaysInterleave, OneWay] Task Committed(long sequence);

    /// <summary>A trunk's state changed; not kept in the database.</summary>
    [Alias("AnnounceTrunk"), AlwaysInterleave] Task AnnounceTrunk(TrunkStatus status);

    /// <summary>Trunks' states changed; not kept in the database.</summary>
    [Alias("AnnounceTrunks"), AlwaysInterleave] Task AnnounceTrunks(ImmutableArray<TrunkStatus> statuses);
}
