using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Contracts.Lists;

/// <summary>Which local numbers of a site are wanted; what is null does not count, and all of the rest must hold.</summary>
public sealed record LocalNumberFilter
{
    /// <summary>Those that begin with this.</summary>
    public string? Prefix { get; init; }

    /// <summary>Those in this range.</summary>
    public NumberRange? Range { get; init; }

    /// <summary>Those of this kind.</summary>
    public LocalNumberKind? Kind { get; init; }

    /// <summary>Those whose owner's name has this in it, in upper or lower case.</summary>
    public string? OwnerContains { get; init; }

    /// <summary>True when every number is wanted.</summary>
    public bool IsEmpty => Prefix is null && Range is null && Kind is null && OwnerContains is null;
}

/// <summary>By what local numbers are sorted.</summary>
public enum LocalNumberOrder
{
    /// <summary>Shorter first, then digit by digit.</summary>
    Number,

    /// <summary>By their owner's name in lower case, then by number.</summary>
    Owner,
}
