namespace SystemConnector.WebConsole.Conflicts;

/// <summary>Which conflicts of a connector are shown; what is null does not matter.</summary>
/// <param name="Prefix">How the number begins.</param>
/// <param name="Text">What the text of the conflict holds.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Winner">Who wins now.</param>
public sealed record ConflictFilter(string? Prefix = null, string? Text = null, ConflictKind? Kind = null, Precedence? Winner = null)
{
    /// <summary>Whether all are shown.</summary>
    public bool IsEmpty => this == new ConflictFilter();

    /// <summary>As the API is told.</summary>
    internal object Input => Of(Kind is { } kind ? [kind] : null);

    /// <summary>The same without conflicts that nobody can decide.</summary>
    internal object DecidableInput => Of([.. Enum.GetValues<ConflictKind>().Where(kind => (Kind ?? kind) == kind && ConflictWords.IsDecidable(kind))]);

    private object Of(ConflictKind[]? kinds) => new { numberPrefix = Prefix, owner = Text, kinds, winner = Winner };
}
