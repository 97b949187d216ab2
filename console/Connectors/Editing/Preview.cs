using SystemConnector.WebConsole.Conflicts;
using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Numbers;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>What a change would do.</summary>
/// <param name="Summary">In one sentence.</param>
/// <param name="Rerouted">How many numbers change hands.</param>
/// <param name="ConflictCounts">Which conflicts come and go.</param>
/// <param name="Handovers">Which numbers change hands, the first of them.</param>
public sealed record Preview(string Summary, long Rerouted, IReadOnlyList<Preview.KindChange> ConflictCounts, Page<Preview.Handover> Handovers)
{
    /// <summary>Conflicts of a kind that come and go.</summary>
    public sealed record KindChange(ConflictKind Kind, int Appearing, int Vanishing);

    /// <summary>Numbers that change hands.</summary>
    public sealed record Handover(NumberSpan Numbers, Side Before, Side After);

    /// <summary>Who gets them.</summary>
    public sealed record Side(string Text);
}
