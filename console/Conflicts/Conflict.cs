using SystemConnector.WebConsole.Numbers;

namespace SystemConnector.WebConsole.Conflicts;

/// <summary>A number of a range that is also tied to something else, as the API tells it.</summary>
/// <param name="Numbers">The number, or all of an overlap.</param>
/// <param name="Kind">What it is tied to.</param>
/// <param name="Text">The same, in words.</param>
/// <param name="Winner">Who gets it now.</param>
/// <param name="Decided">Whether somebody decided so.</param>
/// <param name="Why">Why.</param>
/// <param name="Remedy">What to do to have it otherwise.</param>
public sealed record Conflict(
    NumberSpan Numbers, ConflictKind Kind, string Text, Precedence Winner, bool Decided, string Why, string Remedy)
{
    /// <summary>Tells it from the others of its range.</summary>
    public string Key => $"{Numbers.Min} {Kind} {Text}";

    /// <summary>Whether somebody may say who wins it.</summary>
    public bool IsDecidable => Numbers.Min == Numbers.Max && ConflictWords.IsDecidable(Kind);
}
