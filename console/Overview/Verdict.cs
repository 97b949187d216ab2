using SystemConnector.WebConsole.Layout;
using SystemConnector.WebConsole.Trunks;
using static SystemConnector.WebConsole.Overview.OverviewOperations;

namespace SystemConnector.WebConsole.Overview;

/// <summary>Whether the systems are linked, in a sentence and in numbers. Pure.</summary>
/// <param name="Standing">What the whole comes to.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Counts">How many trunks there are in each state.</param>
internal sealed record Verdict(Standing Standing, string Text, IReadOnlyList<TrunkCount> Counts)
{
    /// <summary>Of all nodes' trunks.</summary>
    public static Verdict Of(Systems systems)
    {
        List<TrunkCount> counts = [.. systems.Nodes.SelectMany(static node => node.TrunkCounts)
            .GroupBy(static count => count.State, static count => count.Count).Select(static of => new TrunkCount(of.Key, of.Sum())).OrderBy(static count => Standings.Of(count.State))];
        // A registration that does not get through is told from one that begins by its cause, which counts do not have.
        var stuck = systems.Failing.Nodes.Count(static link => link.Standing == Standing.Down && link.Trunk!.State == TrunkState.Registering);
        var (down, up) = (Sum(counts, Standing.Down) + stuck, Sum(counts, Standing.Up));
        var starting = Math.Max(0, systems.First.TotalCount - down - up - Sum(counts, Standing.Off));
        return (down, starting, up) switch
        {
            ( > 0, _, _) => new(Standing.Down, $"{Counted.Text(down)} of {Counted.Text(down + starting + up, "link")} {(down == 1 ? "is" : "are")} down", counts),
            (_, > 0, _) => new(Standing.Starting, $"{Counted.Text(up)} of {Counted.Text(starting + up, "link")} up, {Counted.Text(starting)} starting", counts),
            (_, _, 1) => new(Standing.Up, "The link is up", counts),
            (_, _, > 0) => new(Standing.Up, $"All {Counted.Text(up, "link")} are up", counts),
            _ => new(Standing.Off, "All links are disabled", counts),
        };
    }

    private static int Sum(IEnumerable<TrunkCount> counts, Standing standing) => counts.Where(count => Standings.Of(count.State) == standing).Sum(static count => count.Count);
}
