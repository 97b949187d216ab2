namespace SystemConnector.Contracts.Events;

/// <summary>Something that happened in the cluster and that subscribers want to hear of. Each feature derives its own, of values only.</summary>
/// <param name="Site">The site that it is about; null when it is about the cluster, which those see that see all sites.</param>
/// <param name="Time">When.</param>
[GenerateSerializer, Immutable, Alias("sc.ClusterEvent")]
public abstract record ClusterEvent([property: Id(0)] SiteId? Site, [property: Id(1)] DateTimeOffset Time);
