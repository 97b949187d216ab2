using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Conflicts;

/// <summary>The conflicts of all ranges of a connector as one list: each page is of one range, and behind its last the next range begins.</summary>
/// <param name="RangeId">The range of the page.</param>
/// <param name="Conflicts">The page.</param>
/// <param name="PageInfo">How it goes on.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Decidable">How many of them somebody can decide.</param>
internal sealed record ConflictList(string RangeId, IReadOnlyList<Conflict> Conflicts, PageInfo PageInfo, int Total, int Decidable)
{
    /// <summary>The page behind a place, "index of the range:cursor in it".</summary>
    public static async Task<(ConflictList? Page, string? Problem)> Load(GraphQLClient client, string connector, ConflictFilter filter, string? place)
    {
        var counted = await client.Run(ConflictOperations.Count, new { id = connector, filter = filter.Input, decidable = filter.DecidableInput });
        if (counted.Data is not { } data) return (null, counted.Problem);
        var ranges = data.Connector?.ExtensionRanges ?? [];
        var (total, decidable) = (ranges.Sum(static range => range.Conflicts.TotalCount), ranges.Sum(static range => range.Decidable.TotalCount));
        var (index, after) = Read(place);
        while (index < ranges.Count && ranges[index].Conflicts.TotalCount == 0) (index, after) = (index + 1, null);
        if (index >= ranges.Count) return (new ConflictList("", [], new PageInfo(null, false), total, decidable), null);

        var listed = await client.Run(ConflictOperations.List, new { range = ranges[index].Id, filter = filter.Input, after });
        if (listed.Data is not { } page) return (null, listed.Problem);
        var (conflicts, info) = (page.Node?.Conflicts.Nodes ?? [], page.Node?.Conflicts.PageInfo ?? new PageInfo(null, false));
        var next = info.HasNextPage ? $"{index}:{info.EndCursor}" : $"{index + 1}:";
        return (new ConflictList(ranges[index].Id, conflicts, new PageInfo(next, info.HasNextPage || ranges.Skip(index + 1).Any(static range => range.Conflicts.TotalCount > 0)), total, decidable), null);
    }

    private static (int Index, string? After) Read(string? place)
    {
        if (place?.Split(':', 2) is not [var index, var after] || !int.TryParse(index, out var number)) return (0, null);
        return (number, after.Length == 0 ? null : after);
    }
}
