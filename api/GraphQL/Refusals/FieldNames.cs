using System.Collections.Frozen;

namespace SystemConnector.Api.GraphQL.Refusals;

/// <summary>Translates the paths of contract fields into those of the input that the caller wrote.</summary>
internal sealed class FieldNames(params (string Contract, string Input)[] renamed)
{
    private readonly FrozenDictionary<string, string> _inputOf =
        renamed.ToFrozenDictionary(pair => pair.Contract, pair => pair.Input, StringComparer.Ordinal);

    /// <summary>For inputs whose fields have the contract's names.</summary>
    public static FieldNames Same { get; } = new();

    /// <summary>The same for inputs that name what is changed by "id".</summary>
    public static FieldNames OfId { get; } = new() { Itself = "id" };

    /// <summary>The field that names what is changed: at fault when that does not exist.</summary>
    public string? Itself { get; init; }

    /// <summary>The path in the input, e.g. "extensionRanges[0].max" for "ranges[0].max"; null for the whole.</summary>
    public string? InputFieldOf(string path)
    {
        if (path.Length == 0) return null;
        if (_inputOf.TryGetValue(path, out var whole)) return whole;
        var end = path.AsSpan().IndexOfAny('[', '.') is >= 0 and var found ? found : path.Length;
        return _inputOf.TryGetValue(path[..end], out var input) ? input + path[end..] : path;
    }
}
