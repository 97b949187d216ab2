using System.Text.Json;
using System.Text.Json.Nodes;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>Drafts compared field by field: what was changed here, what by somebody else meanwhile, and both together.</summary>
internal static class DraftMerge
{
    /// <summary>Whether two drafts say the same. Passwords are compared too, since none was typed into what was loaded; the site is not, since one is chosen before anybody types.</summary>
    public static bool AreEqual(ConnectorDraft left, ConnectorDraft right) =>
        left.Password == right.Password && left.RegisterString == right.RegisterString && JsonNode.DeepEquals(Json(left with { SiteId = null }), Json(right with { SiteId = null }));

    /// <summary>The fields that differ between two drafts, in the order of the form.</summary>
    public static IReadOnlyList<FieldDifference> Differences(ConnectorDraft before, ConnectorDraft after) =>
        [.. Json(before).Join(Json(after), static b => b.Key, static a => a.Key, static (b, a) => (b.Key, Before: b.Value, After: a.Value))
            .Where(static field => !JsonNode.DeepEquals(field.Before, field.After))
            .Select(static field => new FieldDifference(FieldWords.Label(field.Key), FieldWords.Value(field.Key, field.Before), FieldWords.Value(field.Key, field.After)))];

    /// <summary>What somebody typed over a state, put over another state: their own fields stay, all others are taken.</summary>
    public static ConnectorDraft Over(ConnectorDraft mine, ConnectorDraft seen, ConnectorDraft theirs)
    {
        var (own, before, merged) = (Json(mine), Json(seen), Json(theirs));
        foreach (var (name, value) in own)
            if (!JsonNode.DeepEquals(value, before[name])) merged[name] = value?.DeepClone();
        return merged.Deserialize<ConnectorDraft>()! with
        {
            Password = mine.Password == seen.Password ? theirs.Password : mine.Password,
            RegisterString = mine.RegisterString == seen.RegisterString ? theirs.RegisterString : mine.RegisterString,
            KeepPreviousPasswordHours = mine.KeepPreviousPasswordHours == seen.KeepPreviousPasswordHours ? theirs.KeepPreviousPasswordHours : mine.KeepPreviousPasswordHours,
        };
    }

    private static JsonObject Json(ConnectorDraft draft) => (JsonObject)JsonSerializer.SerializeToNode(draft)!;
}

/// <summary>A field that differs.</summary>
internal sealed record FieldDifference(string Label, string Before, string After);
