using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Contracts.Sites;

/// <summary>What an administrator says of a site.</summary>
/// <param name="Name">1–64 characters, unique in the cluster.</param>
/// <param name="Domains">SIP domains (host names or addresses) by which requests name the site; each belongs to one site.</param>
/// <param name="IsDefault">True for the one site that requests belong to which name none.</param>
/// <param name="LocalRanges">Ranges that the site declares its own, whether or not each number is in use: a connector's range that overlaps one shows it as a conflict.</param>
[GenerateSerializer, Immutable, Alias("sc.SiteSpec")]
public sealed record SiteSpec(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<string> Domains,
    [property: Id(2)] bool IsDefault = false,
    [property: Id(3)] ImmutableArray<LocalRangeSpec> LocalRanges = default);

/// <summary>A range of numbers as an administrator writes it: both ends with the same number of digits.</summary>
[GenerateSerializer, Immutable, Alias("sc.LocalRangeSpec")]
public sealed record LocalRangeSpec([property: Id(0)] string Min, [property: Id(1)] string Max);

/// <summary>A site as it stands. <paramref name="Version"/> grows with each change of it.</summary>
[GenerateSerializer, Immutable, Alias("sc.Site")]
public sealed record Site(
    [property: Id(0)] SiteId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<string> Domains,
    [property: Id(3)] bool IsDefault,
    [property: Id(4)] long Version,
    [property: Id(5)] ImmutableArray<NumberRange> LocalRanges = default);

/// <summary>What a local number is tied to.</summary>
public enum LocalNumberKind
{
    /// <summary>A phone that registers, or a SIP target.</summary>
    Extension,

    /// <summary>A call flow at a SIP target.</summary>
    CallFlow,

    /// <summary>A parking lot at a SIP target.</summary>
    ParkingLot,

    /// <summary>Another number.</summary>
    SpeedDial,
}

/// <summary>What an administrator says of a local number.</summary>
/// <param name="Number">1–15 symbols.</param>
/// <param name="Kind">What it is tied to.</param>
/// <param name="Owner">The name that people know, e.g. "Rani Oliver"; 0–64 characters.</param>
/// <param name="Secret">An extension's SIP password (user name = number); null keeps the one it has, empty clears it.</param>
/// <param name="Target">A SIP URI to which calls go; required for call flows and parking lots, optional for extensions.</param>
/// <param name="SpeedDialTo">For a speed dial: the number that is called instead.</param>
[GenerateSerializer, Immutable, Alias("sc.LocalNumberSpec")]
public sealed record LocalNumberSpec(
    [property: Id(0)] string Number,
    [property: Id(1)] LocalNumberKind Kind,
    [property: Id(2)] string Owner,
    [property: Id(3)] string? Secret = null,
    [property: Id(4)] string? Target = null,
    [property: Id(5)] string? SpeedDialTo = null)
{
    /// <summary>Says which number is meant, and no secret: a specification may come into a log or an exception.</summary>
    public override string ToString() => $"specification of local number {Number}";
}

/// <summary>A local number as it stands; its secret is never told.</summary>
[GenerateSerializer, Immutable, Alias("sc.LocalNumber")]
public sealed record LocalNumber(
    [property: Id(0)] SiteId Site,
    [property: Id(1)] Number Number,
    [property: Id(2)] LocalNumberKind Kind,
    [property: Id(3)] string Owner,
    [property: Id(4)] string? Target,
    [property: Id(5)] Number? SpeedDialTo,
    [property: Id(6)] bool HasSecret);

/// <summary>What a change of several local numbers came to.</summary>
[GenerateSerializer, Immutable, Alias("sc.LocalNumbersChanged")]
public sealed record LocalNumbersChanged([property: Id(0)] ImmutableArray<LocalNumber> Numbers);
