using System.Collections.Immutable;
using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

/// <summary>A number of conflicts as the API shows it.</summary>
[Name("ConflictCount"), Description("How many conflicts of a kind there are.")]
internal sealed class ConflictCountNode(ConflictKind kind, int count)
{
    [Description("The kind.")]
    public ConflictKind Kind => kind;

    [Description("How many there are of it; 1 or more.")]
    public int Count => count;

    /// <summary>One for each kind that there is.</summary>
    internal static IEnumerable<ConflictCountNode> Of(ImmutableArray<ConflictCount> counts) =>
        counts.GroupBy(count => count.Kind).OrderBy(kind => kind.Key).Select(kind => new ConflictCountNode(kind.Key, kind.Sum(count => count.Count)));
}
