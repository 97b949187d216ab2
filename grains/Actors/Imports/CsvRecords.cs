using System.Text;

namespace SystemConnector.Grains.Imports;

/// <summary>A record of CSV: where it begins, its cells, and whether its quotes are as RFC 4180 has them.</summary>
internal readonly record struct CsvRecord(int Line, List<string> Cells, CsvFault Fault);

/// <summary>What is wrong with the quotes of a record.</summary>
internal enum CsvFault
{
    None,

    /// <summary>Something stands behind the closing quote of a cell.</summary>
    AfterQuote,

    /// <summary>A quoted cell is open at the end of the text.</summary>
    OpenQuote,
}

/// <summary>
/// Reads the records of RFC 4180 with their line numbers, for which people look; any end of line, blanks around cells dropped, a quote
/// within a cell that is not quoted taken as it is.
/// </summary>
internal static class CsvRecords
{
    public static IEnumerable<CsvRecord> Read(string text, char separator)
    {
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var (cells, began, fault) = (new List<string>(), line, CsvFault.None);
            while (true)
            {
                cells.Add(Cell(text, separator, ref at, ref line, ref fault));
                if (at >= text.Length || text[at] != separator) break;
                at++;
            }
            if (at < text.Length)
            {
                at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                line++;
            }
            yield return new CsvRecord(began, cells, fault);
        }
    }

    /// <summary>Reads up to the separator, the end of the line, or the end of the text.</summary>
    private static string Cell(string text, char separator, ref int at, ref int line, ref CsvFault fault)
    {
        var start = at;
        while (at < text.Length && text[at] == ' ' && separator != ' ') at++;
        if (at >= text.Length || text[at] != '"')
        {
            at = EndOf(text, separator, start);
            return text[start..at].Trim();
        }
        var cell = new StringBuilder();
        for (at++; ; at++)
        {
            if (at >= text.Length)
            {
                fault = CsvFault.OpenQuote;
                return cell.ToString();
            }
            if (text[at] == '"')
            {
                if (at + 1 >= text.Length || text[at + 1] != '"') break;
                at++;
            }
            if (text[at] == '\n' || (text[at] == '\r' && (at + 1 >= text.Length || text[at + 1] != '\n'))) line++;
            cell.Append(text[at]);
        }
        at++;
        var rest = EndOf(text, separator, at);
        if (!text.AsSpan(at, rest - at).Trim().IsEmpty) fault = CsvFault.AfterQuote;
        at = rest;
        return cell.ToString();
    }

    private static int EndOf(string text, char separator, int from)
    {
        var length = text.AsSpan(from).IndexOfAny(separator, '\r', '\n');
        return length < 0 ? text.Length : from + length;
    }
}
