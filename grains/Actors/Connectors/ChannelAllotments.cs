using System.Collections.Immutable;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Connectors;

/// <summary>
/// Shares a connector's channels among the nodes that carry calls over it: each keeps what it has in use and gets an equal part of
/// what is free. What one node was given is taken from the others as they report, so that together they have no more than the limit;
/// only a node that is new gets its part at once, though another still holds it for the seconds until that one reports.
/// </summary>
/// <remarks>Kept in memory alone: the nodes know their calls, so that a connector that is activated anew knows all of them within one round of reports.</remarks>
internal sealed class ChannelAllotments(TimeProvider time)
{
    /// <summary>A node that did not report for so long is gone, and its calls with it: three rounds of reports.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, Holding> _holdings = new(StringComparer.Ordinal);

    /// <summary>What each node reported last.</summary>
    public ImmutableArray<NodeChannels> InUse
    {
        get
        {
            Expire();
            return [.. _holdings.Select(static h => new NodeChannels(h.Key, h.Value.InUse))];
        }
    }

    /// <summary>Takes a report and says how many channels the node may have.</summary>
    public ChannelAllotment Report(NodeChannels report, int limit)
    {
        Expire();
        var isNew = !_holdings.ContainsKey(report.Node);
        _holdings[report.Node] = new Holding(report.InUse, 0, time.GetTimestamp());
        var others = _holdings.Where(h => h.Key != report.Node).Select(static h => h.Value).ToArray();
        var free = Math.Max(0, limit - report.InUse - others.Sum(static h => h.InUse));
        // Rounded up, so that a last free channel is somebody's.
        var share = report.InUse + (free + others.Length) / (others.Length + 1);
        var left = Math.Max(0, limit - others.Sum(static h => h.Allotted));
        var allotted = limit == 0 ? 0 : isNew ? share : Math.Min(share, left);
        _holdings[report.Node] = _holdings[report.Node] with { Allotted = allotted };
        return new ChannelAllotment(limit, allotted, others.Length + 1);
    }

    private void Expire()
    {
        foreach (var (node, holding) in _holdings)
            if (time.GetElapsedTime(holding.ReportedAt) >= Lifetime) _holdings.Remove(node);
    }

    private readonly record struct Holding(int InUse, int Allotted, long ReportedAt);
}
