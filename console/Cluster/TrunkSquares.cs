using System.Globalization;
using System.Text;
using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.Cluster;

/// <summary>A square for each trunk of a node, in the form of how it stands; of many trunks one for some of them. Pure.</summary>
/// <param name="Paths">The outline of all squares of a kind.</param>
/// <param name="Columns">How many stand side by side.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Each">How many trunks a square stands for.</param>
internal sealed record TrunkSquares(IReadOnlyList<(Standing Standing, string Path)> Paths, int Columns, int Rows, int Each)
{
    /// <summary>The side of a square's place.</summary>
    public const int Side = 16;

    private const int MostSquares = 160, MostColumns = 20;

    /// <summary>Of a node's trunks.</summary>
    public static TrunkSquares Of(IReadOnlyList<TrunkCount> counts)
    {
        var each = 1;
        while (Total(counts, each) > MostSquares) each = each * 10;
        var paths = new List<(Standing, string)>();
        var place = 0;
        foreach (var of in counts.GroupBy(static count => Standings.Of(count.State), static count => count.Count).OrderBy(static of => of.Key))
        {
            var path = new StringBuilder();
            for (var i = Squares(of.Sum(), each); i > 0; i--, place++) path.Append(Form(of.Key, place % MostColumns * Side, place / MostColumns * Side));
            paths.Add((of.Key, path.ToString()));
        }
        return new TrunkSquares(paths, Math.Min(MostColumns, place), (place + MostColumns - 1) / MostColumns, each);
    }

    // However few are down, they have a square.
    private static int Squares(int count, int each) => (count + each - 1) / each;

    private static int Total(IEnumerable<TrunkCount> counts, int each) => counts.GroupBy(static count => Standings.Of(count.State), static count => count.Count).Sum(of => Squares(of.Sum(), each));

    private static string Form(Standing standing, int x, int y) => standing switch
    {
        Standing.Down => string.Create(CultureInfo.InvariantCulture, $"M{x + 2},{y + 2}l12,12m0,-12l-12,12"),
        Standing.Off => string.Create(CultureInfo.InvariantCulture, $"M{x + 3},{y + 8}h10"),
        _ => string.Create(CultureInfo.InvariantCulture, $"M{x + 2},{y + 2}h12v12h-12z"),
    };
}
