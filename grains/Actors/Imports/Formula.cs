namespace SystemConnector.Grains.Imports;

/// <summary>
/// Keeps a spreadsheet from running what a cell holds: one that begins like a formula has an apostrophe before it, which the import takes
/// off again. A cell that begins with an apostrophe itself gets one as well, so that each comes back as it was.
/// </summary>
internal static class Formula
{
    private const string Begins = "=+-@\t\r'";

    public static string Guard(string cell) => cell.Length > 0 && Begins.Contains(cell[0]) ? $"'{cell}" : cell;

    public static string Unguard(string cell) => cell.Length > 1 && cell[0] == '\'' && Begins.Contains(cell[1]) ? cell[1..] : cell;
}
