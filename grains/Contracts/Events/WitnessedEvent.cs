namespace SystemConnector.Contracts.Events;

/// <summary>An event that every node comes to know by itself and that one of them tells the others' subscribers.</summary>
[GenerateSerializer, Immutable, Alias("sc.WitnessedEvent")]
public abstract record WitnessedEvent(SiteId? Site, DateTimeOffset Time) : ClusterEvent(Site, Time)
{
    /// <summary>What it is about; the same on every node.</summary>
    public abstract string Subject { get; }

    /// <summary>What it says of that; of two nodes' events with the same of both one is told.</summary>
    public abstract string Fact { get; }
}
