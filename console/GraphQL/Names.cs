namespace SystemConnector.WebConsole.GraphQL;

/// <summary>The names of connectors and sites by their ids, each asked for once. One for each page.</summary>
internal sealed class Names(GraphQLClient client)
{
    private readonly Dictionary<string, string?> _known = new(StringComparer.Ordinal);

    /// <summary>The name of an id that was learned; null for none, and for one that is gone or that the viewer may not see.</summary>
    public string? this[string? id] => id is not null && _known.TryGetValue(id, out var name) ? name : null;

    /// <summary>A connector as people call it.</summary>
    public string Connector(string id) => this[id] ?? "a deleted connector";

    /// <summary>Asks for the names of those that are not known yet.</summary>
    public async Task Learn(params IEnumerable<string?> ids)
    {
        var missing = ids.OfType<string>().Distinct(StringComparer.Ordinal).Where(id => !_known.ContainsKey(id)).ToList();
        foreach (var (id, answer) in await Task.WhenAll(missing.Select(async id => (id, await client.Run(NameOperations.Name, new { id })))))
            if (answer.Data is { } data) _known[id] = data.Node?.Name;
    }
}

/// <summary>Asks what something is called.</summary>
internal static class NameOperations
{
    public static readonly Operation<Found> Name = new("query ($id: ID!) { node(id: $id) { ... on Connector { name } ... on Site { name } } }");

    internal sealed record Found(Named? Node);

    internal sealed record Named(string? Name);
}
