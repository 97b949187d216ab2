using MudBlazor;
using SystemConnector.WebConsole.Layout;
using SystemConnector.WebConsole.Trunks;
using static SystemConnector.WebConsole.Overview.OverviewOperations;

namespace SystemConnector.WebConsole.Overview;

/// <summary>Something that somebody should look at.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Since">Since when; null when that is not known.</param>
/// <param name="Links">Where it is mended.</param>
public sealed record AttentionItem(Severity Severity, string Title, string Text, DateTimeOffset? Since, IReadOnlyList<AttentionItem.Link> Links)
{
    private const int MostTrunks = 6;

    /// <summary>A way to where it is mended.</summary>
    /// <param name="Text">What is done there.</param>
    /// <param name="Href">The way.</param>
    public sealed record Link(string Text, string Href);

    /// <summary>All that needs attention, the worst first. Pure.</summary>
    internal static IReadOnlyList<AttentionItem> All(Systems? systems, Attention? attention) =>
        [.. Nodes(attention).Concat(Trunks(systems)).Concat(Conflicts(attention)).Concat(Callers(attention)).OrderByDescending(static item => item.Severity)];

    private static IEnumerable<AttentionItem> Nodes(Attention? attention) =>
        from node in attention?.Nodes ?? []
        let text = node switch
        {
            { Unreachable: { } silent } => silent,
            { Fenced: true } => node.NotReady ?? "It is cut off from the others, so it neither registers nor watches trunks.",
            { State: "DRAINING" } => "It drains: its calls go on, new ones go to other nodes.",
            { NotReady: { } reason } => reason,
            _ => null,
        }
        where text is not null
        select new AttentionItem(node.State == "DRAINING" ? Severity.Warning : Severity.Error, $"Node {node.Name}", text, null, [new Link("Cluster", "/cluster")]);

    private static IEnumerable<AttentionItem> Trunks(Systems? systems)
    {
        if (systems is null) yield break;
        var down = systems.Failing.Nodes.Where(static link => link.Standing == Standing.Down).OrderByDescending(static link => link.Trunk?.Since).ToList();
        foreach (var link in down.Take(MostTrunks))
        {
            var id = Uri.EscapeDataString(link.Id);
            yield return new AttentionItem(
                Severity.Error, $"{link.Name}: {TrunkWords.Text(link.Trunk!.State)}", link.Trunk.Cause ?? "No calls go over it.", link.Trunk.Since,
                [new Link("Examine", $"/doctor?connector={id}"), new Link("Change", $"/connectors/{id}"), new Link("Other end", $"/connectors/{id}/other-end")]);
        }
        var more = systems.Failing.TotalCount - systems.Failing.Nodes.Count + down.Count - Math.Min(down.Count, MostTrunks);
        if (more > 0) yield return new AttentionItem(Severity.Error, Counted.Text(more, "more link"), "They do not work either.", null, [new Link("All connectors", "/connectors")]);
    }

    private static IEnumerable<AttentionItem> Conflicts(Attention? attention)
    {
        if (attention is null) yield break;
        foreach (var connector in attention.Conflicting.Nodes.Where(static connector => connector.UndecidedConflicts > 0))
            yield return new AttentionItem(
                Severity.Warning, $"{connector.Name}: {Counted.Text(connector.UndecidedConflicts, "undecided conflict")}", "Numbers that are on both sides stay here until somebody decides.", null,
                [new Link("Decide", $"/connectors/{Uri.EscapeDataString(connector.Id)}?tab=conflicts")]);
        // Of the others nobody looked whether all is decided: that is worth a word as long as it is not even with those that have most.
        if (attention.Conflicting.Nodes.Any(static connector => connector.UndecidedConflicts > 0) && attention.Conflicting.TotalCount - attention.Conflicting.Nodes.Count is > 0 and var more)
            yield return new AttentionItem(Severity.Warning, Counted.Text(more, "more connector"), "They have conflicts too, decided or not.", null, [new Link("All connectors", "/connectors")]);
    }

    private static IEnumerable<AttentionItem> Callers(Attention? attention)
    {
        if (attention?.UnmatchedCallers is { TotalCount: > 0 and var count, Nodes: [var latest, ..] })
            yield return new AttentionItem(Severity.Warning, Counted.Text(count, "unmatched caller"), $"The latest: {latest.Text}", null, [new Link("Assign", "/unmatched-callers")]);
    }
}
