using SystemConnector.Contracts;

namespace SystemConnector.Grains.Imports;

/// <summary>Reads CSV as spreadsheets write it: comma, semicolon or tab, any end of line, quotes or none, "sep=;" before it.</summary>
internal static class CsvTable
{
    private const string Separators = ",;\t|";

    public static void Read(string text, ImportTable table)
    {
        var (separator, skip) = SeparatorOf(text);
        int[]? places = null;
        foreach (var (line, cells, fault) in CsvRecords.Read(text, separator))
        {
            if (line <= skip || cells.TrueForAll(string.IsNullOrEmpty)) continue;
            if (fault != CsvFault.None)
                table.Fault(line, null, FaultCode.Malformed, fault == CsvFault.OpenQuote
                    ? "A cell begins with a quote that nothing closes."
                    : "Something stands behind a closing quote: a quote within a quoted cell is doubled.");
            if (places is null)
            {
                places = Header(cells, table, line);
                continue;
            }
            if (cells.Count > places.Length && cells.Skip(places.Length).Any(static c => c.Length > 0))
                table.Fault(line, null, FaultCode.Malformed, $"The line has {cells.Count} cells, the first line {places.Length}: is a cell with '{separator}' in it not quoted?");
            var known = new string?[table.Columns.Length];
            for (var i = 0; i < places.Length; i++)
                // A cell that is missing at the end of a line is an empty one.
                if (places[i] >= 0) known[places[i]] = i < cells.Count ? Formula.Unguard(cells[i]) : "";
            table.Lines.Add(new ImportLine(line, known));
        }
        if (places is null) table.Fault(1, null, FaultCode.Required, "There is nothing in it: the first line names the columns.");
    }

    private static int[] Header(List<string> names, ImportTable table, int line)
    {
        var places = new int[names.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = table.IndexOf(names[i]);
            if (places[i] < 0 && names[i].Length > 0) table.Notices.Add($"Column '{names[i]}' is not known and was passed over.");
            else if (places[i] >= 0 && Array.IndexOf(places, places[i], 0, i) >= 0) table.Fault(line, names[i], FaultCode.Contradiction, $"Column '{names[i]}' is there twice.");
        }
        if (places.All(static p => p < 0)) table.Fault(line, null, FaultCode.Required, $"The first line names the columns; these are known: {string.Join(", ", table.Columns)}.");
        return places;
    }

    /// <summary>The separator, and how many lines say nothing else: Excel may name it in a line of its own.</summary>
    private static (char Separator, int Skip) SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? text : text[..end];
        return first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && first.Length > 4
            ? (first[4], 1)
            : (Separators.MaxBy(s => first.Count(c => c == s)), 0);
    }
}
