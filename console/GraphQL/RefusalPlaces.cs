namespace SystemConnector.WebConsole.GraphQL;

/// <summary>Where on a form the refusals of a mutation are shown.</summary>
internal static class RefusalPlaces
{
    /// <summary>What is wrong with a field, or with a part of it such as "domains[1]"; null when nothing is.</summary>
    public static string? At(this IReadOnlyList<Refusal> refusals, string field)
    {
        var messages = refusals.Where(refusal => IsAt(refusal, field)).Select(static refusal => refusal.Message).Distinct().ToList();
        return messages.Count == 0 ? null : string.Join(' ', messages);
    }

    /// <summary>What is wrong beside the fields that the form shows; null when nothing is.</summary>
    public static string? Beside(this IReadOnlyList<Refusal> refusals, params string[] fields)
    {
        var messages = refusals.Where(refusal => !fields.Any(field => IsAt(refusal, field))).Select(static refusal => refusal.Message).Distinct().ToList();
        return messages.Count == 0 ? null : string.Join(' ', messages);
    }

    private static bool IsAt(Refusal refusal, string field) =>
        refusal.Field is { } path && path.StartsWith(field, StringComparison.Ordinal) && (path.Length == field.Length || path[field.Length] is '[' or '.');
}
