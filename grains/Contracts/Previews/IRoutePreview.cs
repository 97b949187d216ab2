using System.Collections.Immutable;
using System.Globalization;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Contracts.Previews;

/// <summary>
/// What a change would do: which numbers change hands, for calls from the site's own phones while every trunk is up, and which conflicts
/// come and go.
/// </summary>
public interface IRoutePreview
{
    /// <summary>The site.</summary>
    SiteId Site { get; }

    /// <summary>The time for which numbers were routed.</summary>
    DateTimeOffset At { get; }

    /// <summary>The version of the routing table over which the change was laid.</summary>
    long TableVersion { get; }

    /// <summary>In one sentence: "Reroutes 37 of 900 numbers: 30 from extensions to connector "B", …".</summary>
    string Summary { get; }

    /// <summary>How many numbers change hands.</summary>
    long Rerouted { get; }

    /// <summary>How many numbers the change is about: those of changed ranges, changed local numbers, decided ones.</summary>
    long Concerned { get; }

    /// <summary>Who loses how many numbers to whom, the most first.</summary>
    ImmutableArray<NumberMove> Moves { get; }

    /// <summary>How many conflicts of each kind come and go; kinds without any are left out.</summary>
    ImmutableArray<ConflictKindChange> ConflictCounts { get; }

    /// <summary>The spans of numbers that change hands, by number.</summary>
    /// <param name="first">How many at most.</param>
    /// <param name="after">Those whose lowest number is above it; null for all.</param>
    Page<NumberHandover> Handovers(int first, Number? after);

    /// <summary>Conflicts that would appear, by number.</summary>
    /// <param name="first">How many at most.</param>
    /// <param name="after">Those whose key comes after it; null for all.</param>
    Page<ConflictChange> Appearing(int first, string? after);

    /// <summary>Conflicts that would vanish, by number.</summary>
    /// <param name="first">How many at most.</param>
    /// <param name="after">Those whose key comes after it; null for all.</param>
    Page<ConflictChange> Vanishing(int first, string? after);
}

/// <summary>Who gets a number.</summary>
public enum WinnerKind
{
    /// <summary>Nobody.</summary>
    Nobody,

    /// <summary>A local number.</summary>
    Local,

    /// <summary>A connector.</summary>
    Connector,
}

/// <summary>Who gets a number, and why.</summary>
/// <param name="Kind">A local number, a connector, or nobody.</param>
/// <param name="Text">As people know it: "Extension 115: Rani Oliver", "Connector "B"", "Nobody".</param>
/// <param name="Why">Why, in one sentence.</param>
/// <param name="LocalKind">For a local number: what it is tied to.</param>
/// <param name="Connector">For a connector that exists: its id.</param>
/// <param name="ConnectorName">For a connector: its name.</param>
/// <param name="SpeedDialTo">For a speed dial: the number that is called instead.</param>
public sealed record NumberWinner(
    WinnerKind Kind, string Text, string Why, LocalNumberKind? LocalKind, ConnectorId? Connector, string? ConnectorName, Number? SpeedDialTo);

/// <summary>Numbers that change hands in the same way.</summary>
public sealed record NumberHandover(NumberRange Numbers, NumberWinner Before, NumberWinner After);

/// <summary>So many numbers go from one to another: "extensions", "connector "B"", "nobody".</summary>
public sealed record NumberMove(long Count, string From, string To);

/// <summary>A conflict that comes or goes, and at whose range. The key orders conflicts by number, and names this one in its list.</summary>
public sealed record ConflictChange(string Key, ConnectorId? Connector, string ConnectorName, Conflict Conflict)
{
    /// <summary>The key of a conflict at the range of a connector. In the order of numbers, shorter ones come first; a changed range is another one, so the connector says whose it is.</summary>
    public static string KeyOf(Conflict conflict, ConnectorId connector) =>
        $"{conflict.Numbers.Min.Length:x}{conflict.Numbers.Min}-{conflict.Numbers.Max}/{(int)conflict.Kind}/{connector}/{conflict.Text}";

    /// <summary>Whether it is such a key, be the conflict there or not.</summary>
    public static bool IsKey(string text) => text.Split('/', 4) is [_, var kind, var connector, _]
        && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out _) && Guid.TryParseExact(connector, "N", out _);
}

/// <summary>How many conflicts of a kind come and go.</summary>
public sealed record ConflictKindChange(ConflictKind Kind, int Appearing, int Vanishing);
