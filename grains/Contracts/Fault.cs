using System.Collections.Immutable;

namespace SystemConnector.Contracts;

/// <summary>Why a change is refused. One code for one thing that the caller can mend.</summary>
public enum FaultCode
{
    /// <summary>The field must be given.</summary>
    Required,

    /// <summary>The field is not of the form that it must have.</summary>
    Malformed,

    /// <summary>The value is outside its limits.</summary>
    OutOfRange,

    /// <summary>Two fields contradict each other.</summary>
    Contradiction,

    /// <summary>The name or number is in use already.</summary>
    Taken,

    /// <summary>What was named does not exist.</summary>
    NotFound,

    /// <summary>Someone else changed it since it was read: read again, then decide.</summary>
    StaleVersion,

    /// <summary>The database does not answer: nothing was changed; calls go on.</summary>
    StorageUnavailable,

    /// <summary>The caller's role or sites do not allow it.</summary>
    Forbidden,
}

/// <summary>One fault of an input. <paramref name="Field"/> is the path of the input field in camelCase, e.g. "ranges[0].max"; empty for the whole.</summary>
[GenerateSerializer, Immutable, Alias("sc.Fault")]
public sealed record Fault([property: Id(0)] FaultCode Code, [property: Id(1)] string Field, [property: Id(2)] string Message);

/// <summary>Something to know about a change that was nevertheless made.</summary>
[GenerateSerializer, Immutable, Alias("sc.Warning")]
public sealed record Warning([property: Id(0)] WarningCode Code, [property: Id(1)] string Field, [property: Id(2)] string Message);

/// <summary>What a warning is about.</summary>
public enum WarningCode
{
    /// <summary>The register string has fewer than 20 or more than 30 characters.</summary>
    RegisterStringLength,

    /// <summary>Numbers of a range are tied to something local as well.</summary>
    LocalOverlap,

    /// <summary>Another connector of the site has numbers of this range.</summary>
    ConnectorOverlap,

    /// <summary>The trunk to which numbers are to go is down, or its connector is disabled.</summary>
    TrunkDown,

    /// <summary>A decision that begins later lies below this one, and will not count.</summary>
    CoversTimedDecision,

    /// <summary>Later decisions lie above some of these, which do not count.</summary>
    CoveredByLaterDecision,

    /// <summary>Local numbers begin numbers of a range, for phones that dial digit by digit.</summary>
    PrefixShadow,
}

/// <summary>What a change came to: its result, or every fault that kept it from being made.</summary>
[GenerateSerializer, Immutable, Alias("sc.Outcome`1")]
public sealed record Outcome<T>(
    [property: Id(0)] T? Value,
    [property: Id(1)] ImmutableArray<Fault> Faults,
    [property: Id(2)] ImmutableArray<Warning> Warnings)
    where T : class
{
    /// <summary>True when the change was made.</summary>
    public bool Succeeded => Value is not null;
}

/// <summary>Makes outcomes.</summary>
public static class Outcome
{
    /// <summary>The change was made.</summary>
    public static Outcome<T> Of<T>(T value, params ImmutableArray<Warning> warnings) where T : class => new(value, [], warnings);

    /// <summary>The change was refused; nothing is different.</summary>
    public static Outcome<T> Refused<T>(params ImmutableArray<Fault> faults) where T : class => new(null, faults, []);
}
