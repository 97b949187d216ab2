using System.Collections.Immutable;
using System.Globalization;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Contracts.Ranges;

/// <summary>Who wins a number that both sides have.</summary>
public enum Precedence
{
    /// <summary>The local number.</summary>
    Local,

    /// <summary>The remote system.</summary>
    Remote,
}

/// <summary>What a number of a range is also tied to.</summary>
public enum ConflictKind
{
    /// <summary>A local extension.</summary>
    Extension,

    /// <summary>A local call flow.</summary>
    CallFlow,

    /// <summary>A local parking lot.</summary>
    ParkingLot,

    /// <summary>A local speed dial.</summary>
    SpeedDial,

    /// <summary>The range of another connector of the site.</summary>
    ConnectorOverlap,

    /// <summary>A local number that is a prefix of remote numbers, for phones that dial digit by digit.</summary>
    PrefixShadow,

    /// <summary>An emergency number or feature code.</summary>
    Reserved,

    /// <summary>A range that the site declares its own.</summary>
    LocalRange,
}

/// <summary>A number of a connector's range that is also tied to something else.</summary>
/// <param name="Range">The range.</param>
/// <param name="Numbers">The numbers: one for a local number, a span for overlaps and shadows.</param>
/// <param name="Kind">What it is also tied to.</param>
/// <param name="Text">As people know it: "Extension 115: Rani Oliver".</param>
/// <param name="Winner">Who gets the call now.</param>
/// <param name="Decided">Whether an administrator decided so; otherwise it is the default.</param>
/// <param name="Why">Why it wins, in one sentence.</param>
/// <param name="Remedy">What would change it, in one sentence.</param>
/// <param name="ChangesAt">When a decision begins or ends by itself that changes who wins; null when none does.</param>
/// <param name="NextWinner">Who wins from then on; null when <paramref name="ChangesAt"/> is.</param>
[GenerateSerializer, Immutable, Alias("sc.Conflict")]
public sealed record Conflict(
    [property: Id(0)] RangeId Range,
    [property: Id(1)] NumberRange Numbers,
    [property: Id(2)] ConflictKind Kind,
    [property: Id(3)] string Text,
    [property: Id(4)] Precedence Winner,
    [property: Id(5)] bool Decided,
    [property: Id(6)] string Why,
    [property: Id(7)] string Remedy,
    [property: Id(8)] DateTimeOffset? ChangesAt = null,
    [property: Id(9)] Precedence? NextWinner = null)
{
    /// <summary>Its place among the conflicts of a range: by number, then kind, then text. A page begins behind one.</summary>
    public string Key => $"{Numbers.Min} {(int)Kind} {Text}";

    /// <summary>Whether it is the key of a conflict, be it there or not.</summary>
    public static bool IsKey(string text) =>
        text.Split(' ', 3) is [var min, var kind, _] && Number.TryParse(min, out _) && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

/// <summary>Which conflicts of a range are meant; what is null does not matter.</summary>
/// <param name="Kinds">Those of one of these kinds.</param>
/// <param name="Winner">Those that this side wins now.</param>
/// <param name="Decided">Those that an administrator decided, or those that nobody did.</param>
/// <param name="NumberPrefix">Those whose lowest number begins so.</param>
/// <param name="Text">Those whose text holds this, whatever the case: a part of an owner's name, say.</param>
[GenerateSerializer, Immutable, Alias("sc.ConflictFilter")]
public sealed record ConflictFilter(
    [property: Id(0)] ImmutableArray<ConflictKind>? Kinds = null,
    [property: Id(1)] Precedence? Winner = null,
    [property: Id(2)] bool? Decided = null,
    [property: Id(3)] string? NumberPrefix = null,
    [property: Id(4)] string? Text = null)
{
    /// <summary>Whether the conflict is one of those.</summary>
    public bool Takes(Conflict conflict) =>
        (Kinds is not { IsDefaultOrEmpty: false } kinds || kinds.Contains(conflict.Kind))
        && (Winner is null || conflict.Winner == Winner)
        && (Decided is null || conflict.Decided == Decided)
        && (NumberPrefix is null || conflict.Numbers.Min.ToString().StartsWith(NumberPrefix, StringComparison.Ordinal))
        && (Text is null || conflict.Text.Contains(Text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A page of a range's conflicts, in the order of their numbers.</summary>
/// <param name="Conflicts">The conflicts of the page.</param>
/// <param name="TotalCount">How many the range has.</param>
/// <param name="Next">What to ask for next; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sc.ConflictPage")]
public sealed record ConflictPage(
    [property: Id(0)] ImmutableArray<Conflict> Conflicts,
    [property: Id(1)] int TotalCount,
    [property: Id(2)] string? Next);

/// <summary>A precedence decision as it was made.</summary>
[GenerateSerializer, Immutable, Alias("sc.Decision")]
public sealed record Decision(
    [property: Id(0)] Number Number,
    [property: Id(1)] Precedence Precedence,
    [property: Id(2)] ConnectorId Connector,
    [property: Id(3)] DateTimeOffset DecidedAt);

/// <summary>How many conflicts of a kind a range has.</summary>
[GenerateSerializer, Immutable, Alias("sc.ConflictCount")]
public sealed record ConflictCount(
    [property: Id(0)] RangeId Range,
    [property: Id(1)] ConflictKind Kind,
    [property: Id(2)] int Count);
