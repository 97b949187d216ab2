namespace SystemConnector.Contracts.Connectors;

/// <summary>The live state of a trunk.</summary>
public enum TrunkState
{
    /// <summary>Nothing is known yet: it just started.</summary>
    Starting,

    /// <summary>The connector is disabled.</summary>
    Disabled,

    /// <summary>A REGISTER is on its way; not registered before.</summary>
    Registering,

    /// <summary>The far side accepted our registration.</summary>
    Registered,

    /// <summary>No registration is needed, and the far side answers (or nothing said that it does not).</summary>
    Reachable,

    /// <summary>The far side refused our credentials.</summary>
    Rejected,

    /// <summary>The far side does not answer.</summary>
    Unreachable,

    /// <summary>The far side's name cannot be resolved.</summary>
    DnsFailure,
}

/// <summary>The state of a trunk, and why it is in it.</summary>
/// <param name="Connector">Whose trunk.</param>
/// <param name="State">The state.</param>
/// <param name="Usable">Whether calls are sent over it.</param>
/// <param name="Cause">One sentence for a person: what is wrong and what to do; empty when nothing is.</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="NextTry">When the next attempt is made; null when none is due.</param>
/// <param name="RegisteredUntil">When our registration at the far side ends.</param>
/// <param name="Node">The home node.</param>
[GenerateSerializer, Immutable, Alias("sc.TrunkStatus")]
public sealed record TrunkStatus(
    [property: Id(0)] ConnectorId Connector,
    [property: Id(1)] TrunkState State,
    [property: Id(2)] bool Usable,
    [property: Id(3)] string Cause,
    [property: Id(4)] DateTimeOffset Since,
    [property: Id(5)] DateTimeOffset? NextTry,
    [property: Id(6)] DateTimeOffset? RegisteredUntil,
    [property: Id(7)] string Node);
