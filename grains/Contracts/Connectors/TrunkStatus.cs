using System.Collections.Immutable;

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
    [property: Id(7)] string Node)
{
    /// <summary>Grows with each home that the connector has: what a former home says late counts no more. 0 where nobody counts.</summary>
    [Id(8)] public long Epoch { get; init; }

    /// <summary>Since when the home node has the connector.</summary>
    [Id(12)] public DateTimeOffset HomeSince { get; init; }

    /// <summary>The Contact that is registered at the far side; empty for none. The next home takes it back.</summary>
    [Id(9)] public string Contact { get; init; } = "";

    /// <summary>The far side's addresses in the order of preference, so that every node can offer calls there through the home.</summary>
    [Id(10)] public ImmutableArray<TrunkAddress> Addresses { get; init; } = [];

    /// <summary>The value of Route that the far side's registrar asked for (Service-Route, RFC 3608); empty for none.</summary>
    [Id(11)] public string ServiceRoute { get; init; } = "";

    /// <summary>True when both say the same; addresses are compared one by one, since a state that crossed the cluster has others of the same value.</summary>
    public bool Equals(TrunkStatus? other) =>
        other is not null
        && (Connector, State, Usable, Cause, Since, NextTry, RegisteredUntil) == (other.Connector, other.State, other.Usable, other.Cause, other.Since, other.NextTry, other.RegisteredUntil)
        && (Node, Epoch, Contact, ServiceRoute) == (other.Node, other.Epoch, other.Contact, other.ServiceRoute)
        && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Connector, State, Usable, Since, Node, Epoch);
}

/// <summary>One address of a far side, as its home reaches it.</summary>
/// <param name="Socket">Which of the home's sockets leads there: its index in <see cref="Hosting.ClusterNode.Sockets"/>.</param>
/// <param name="Remote">"address:port".</param>
/// <param name="Rank">Lower ones are used first.</param>
/// <param name="IsDown">True when it does not answer.</param>
[GenerateSerializer, Immutable, Alias("sc.TrunkAddress")]
public sealed record TrunkAddress(
    [property: Id(0)] int Socket, [property: Id(1)] string Remote, [property: Id(2)] int Rank, [property: Id(3)] bool IsDown);
