namespace SystemConnector.WebConsole.Numbers;

/// <summary>Which numbers of a site are meant.</summary>
/// <param name="Kind">What they are tied to.</param>
/// <param name="Prefix">How they begin.</param>
/// <param name="Owner">What their owner's name holds.</param>
public sealed record NumberFilter(LocalNumberKind? Kind = null, string? Prefix = null, string? Owner = null)
{
    /// <summary>Whether all are meant.</summary>
    public bool IsEmpty => Kind is null && string.IsNullOrWhiteSpace(Prefix) && string.IsNullOrWhiteSpace(Owner);

    /// <summary>As the API takes it.</summary>
    public object ToInput() => new { kind = Kind, prefix = Given(Prefix), ownerContains = Given(Owner) };

    /// <inheritdoc/>
    // For people: "extensions that begin with 12".
    public override string ToString()
    {
        string?[] parts =
        [
            Kind is { } kind ? $"{NumberWords.Plural(kind)}" : "numbers",
            Given(Prefix) is { } prefix ? $"that begin with {prefix}" : null,
            Given(Owner) is { } owner ? $"whose owner's name has “{owner}” in it" : null,
        ];
        return string.Join(' ', parts.OfType<string>());
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
