using System.Collections.Immutable;

namespace SystemConnector.Contracts.Lists;

/// <summary>Which sites are wanted; what is null does not count, and all of the rest must hold.</summary>
public sealed record SiteFilter
{
    /// <summary>One of these; null for any.</summary>
    public ImmutableArray<SiteId>? Sites { get; init; }

    /// <summary>Those whose name has this in it, in upper or lower case.</summary>
    public string? NameContains { get; init; }

    /// <summary>Those that have a domain with this in it, in upper or lower case.</summary>
    public string? DomainContains { get; init; }
}

/// <summary>By what sites are sorted; equal ones by when they were created.</summary>
public enum SiteOrder
{
    /// <summary>By name, in lower case.</summary>
    Name,

    /// <summary>By when they were created.</summary>
    Created,
}
