using System.Globalization;
using static SystemConnector.WebConsole.Overview.OverviewOperations;

namespace SystemConnector.WebConsole.Overview;

/// <summary>Which systems the map shows, and where its lines run. Pure.</summary>
/// <param name="Groups">The sites with their links.</param>
/// <param name="Hidden">How many links it does not show.</param>
public sealed record SystemsMap(IReadOnlyList<SystemsMap.Group> Groups, int Hidden)
{
    /// <summary>What one person can take in at a glance.</summary>
    private const int MostLinks = 24, MostSites = 12;

    /// <summary>A site and those of its links that are shown: what does not work first.</summary>
    /// <param name="Site">The site.</param>
    /// <param name="Links">Its links.</param>
    public sealed record Group(SystemSite Site, IReadOnlyList<SystemLink> Links);

    /// <summary>Chooses: all links while they are few, otherwise those that need attention, filled up with the first of the others.</summary>
    internal static SystemsMap Of(Systems systems)
    {
        var links = systems.Failing.Nodes.Concat(systems.First.Nodes).DistinctBy(static link => link.Id)
            .OrderBy(static link => link.Standing).Take(MostLinks).ToList();
        var groups = links.Where(static link => link.Site is not null).GroupBy(static link => link.Site!.Id)
            .Select(static of => new Group(of.First().Site!, [.. of.OrderBy(static link => link.Standing).ThenBy(static link => link.Name, StringComparer.OrdinalIgnoreCase)])).ToList();
        // A site without any link is news only where all links are shown.
        if (links.Count == systems.First.TotalCount) groups.AddRange(systems.Sites.Nodes.Where(site => groups.TrueForAll(group => group.Site.Id != site.Id)).Select(static site => new Group(site, [])));
        List<Group> shown = [.. groups.OrderBy(static group => group.Links.Count > 0 ? (int)group.Links[0].Standing : int.MaxValue).ThenBy(static group => group.Site.Name, StringComparer.OrdinalIgnoreCase).Take(MostSites)];
        return new SystemsMap(shown, systems.First.TotalCount - shown.Sum(static group => group.Links.Count));
    }

    /// <summary>The height of that many rows, as console.css lays them out.</summary>
    public static string Height(int rows) => string.Create(CultureInfo.InvariantCulture, $"height: {rows * 4.1m}rem");

    /// <summary>The curve from the middle of the left side to the middle of a row on the right, in a box of 100 by a hundred a row.</summary>
    public static string Curve(int row, int rows)
    {
        var (from, to) = (rows * 50, (row * 100) + 50);
        return string.Create(CultureInfo.InvariantCulture, $"M0,{from} C50,{from} 50,{to} 100,{to}");
    }
}
