using System.Text.Json;

namespace SystemConnector.Api.Authentication;

/// <summary>Finds a claim in the payload of a token.</summary>
internal static class TokenClaims
{
    /// <summary>The texts of a claim, which is one or a list; none when there is no such claim.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="name">Its name; where there is none of that name, each dot goes into an object.</param>
    public static IReadOnlyCollection<string> Values(JsonElement payload, string name) => Find(payload, name) switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)],
        _ => [],
    };

    private static JsonElement? Find(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty(name, out var found)) return found;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && element.TryGetProperty(name[..dot], out var inner) ? Find(inner, name[(dot + 1)..]) : null;
    }
}
