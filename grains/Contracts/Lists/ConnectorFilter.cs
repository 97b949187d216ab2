using System.Collections.Immutable;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Contracts.Lists;

/// <summary>Which connectors are wanted; what is null does not count, and all of the rest must hold.</summary>
public sealed record ConnectorFilter
{
    /// <summary>Those of these sites; null for every site.</summary>
    public ImmutableArray<SiteId>? Sites { get; init; }

    /// <summary>Those whose name has this in it, in upper or lower case.</summary>
    public string? NameContains { get; init; }

    /// <summary>Those whose address has this in it, in upper or lower case.</summary>
    public string? AddressContains { get; init; }

    /// <summary>Those of this type.</summary>
    public ConnectionType? Type { get; init; }

    /// <summary>Those that are enabled, or those that are not.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Those whose trunk is in one of these states, as this node knows it.</summary>
    public ImmutableArray<TrunkState>? TrunkStates { get; init; }

    /// <summary>Those that have conflicts, or those that have none.</summary>
    public bool? HasConflicts { get; init; }
}

/// <summary>By what connectors are sorted; equal ones by when they were created.</summary>
public enum ConnectorOrder
{
    /// <summary>By name, in lower case.</summary>
    Name,

    /// <summary>By priority.</summary>
    Priority,

    /// <summary>By when they were created.</summary>
    Created,

    /// <summary>By the number of their conflicts.</summary>
    ConflictCount,
}
