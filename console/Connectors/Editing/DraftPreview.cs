using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>Asks what saving a draft would do.</summary>
internal static class DraftPreview
{
    /// <summary>
    /// What it would do, and what is wrong with it. While fields are missing that do not matter to who gets which number, the ranges are
    /// looked at alone, so that a collision is seen before the last field is filled.
    /// </summary>
    public static async Task<(Preview? Preview, IReadOnlyList<Refusal> Errors, IReadOnlyList<FieldWarning> Warnings)> Of(
        GraphQLClient client, ConnectorDraft draft, string? id, CancellationToken cancellation)
    {
        var whole = await Ask(client, Change(id, id is null ? ConnectorInput.Create(draft) : ConnectorInput.Update(draft, id, null)), cancellation);
        if (whole is null) return (null, [], []);
        if (whole.Errors.Count == 0 || whole.Errors.Any(static error => error.Field?.StartsWith("extensionRanges", StringComparison.Ordinal) == true)) return (whole.Preview, whole.Errors, whole.Warnings);
        var ranges = await Ask(client, Change(id, id is null ? ConnectorInput.RangesOfNew(draft, whole.Errors.All(static error => error.Field != "name")) : ConnectorInput.RangesOf(draft, id)), cancellation);
        return (ranges?.Preview, whole.Errors, [.. whole.Warnings, .. (ranges?.Warnings ?? []).Where(static warning => warning.Field?.StartsWith("extensionRanges", StringComparison.Ordinal) == true)]);
    }

    private static object Change(string? id, object input) => id is null ? new { create = input } : new { update = input };

    private static async Task<EditingOperations.PreviewPayload?> Ask(GraphQLClient client, object input, CancellationToken cancellation) =>
        (await client.Run(EditingOperations.Preview, new { input }, cancellation)).Data?.Change;
}
