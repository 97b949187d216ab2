namespace SystemConnector.WebConsole.Numbers;

/// <summary>Numbers from one to another.</summary>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
public sealed record NumberSpan(string Min, string Max)
{
    /// <inheritdoc/>
    public override string ToString() => Min == Max ? Min : $"{Min} – {Max}";
}
