namespace SystemConnector.Contracts.Connectors;

/// <summary>What one connector may take of the nodes, so that a far side which floods or hangs costs the others nothing. 0 stands for no bound.</summary>
/// <param name="Channels">Calls at the same time, in both directions together; 0–100,000, default 1,000.</param>
/// <param name="CallsPerSecond">New calls in one second, in each direction; 0–10,000, default 100.</param>
/// <param name="PendingTransactions">Calls offered to the far side of which nothing was heard yet; 0–100,000, default 500.</param>
/// <param name="Contacts">Contacts that the far side may register with us; 1–100, default 10.</param>
[GenerateSerializer, Immutable, Alias("sc.TrunkLimits")]
public sealed record TrunkLimits(
    [property: Id(0)] int Channels = 1000,
    [property: Id(1)] int CallsPerSecond = 100,
    [property: Id(2)] int PendingTransactions = 500,
    [property: Id(3)] int Contacts = 10)
{
    /// <summary>What a connector has of which nothing else was said.</summary>
    public static TrunkLimits Default { get; } = new();
}
