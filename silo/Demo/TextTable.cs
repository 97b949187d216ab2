using System.Text;

namespace SystemConnector.Silo.Demo;

/// <summary>A table for a terminal: the last column takes the room that is left, and its text is wrapped.</summary>
internal static class TextTable
{
    private const int Gap = 2;

    /// <summary>Each line with its line end.</summary>
    public static string Draw(int width, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var needed = header.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        var last = needed.Length - 1;
        int[] widths = [.. needed[..last], Math.Min(needed[last], Math.Max(header[last].Length, width - needed[..last].Sum() - Gap * last))];

        var text = new StringBuilder();
        Row(text, widths, header);
        Row(text, widths, [.. widths.Select(static columnWidth => new string('─', columnWidth))]);
        foreach (var row in rows) Row(text, widths, row);
        return text.ToString();
    }

    private static void Row(StringBuilder text, int[] widths, IReadOnlyList<string> cells)
    {
        var last = widths.Length - 1;
        var start = new StringBuilder();
        for (var column = 0; column < last; column++) start.Append(cells[column].PadRight(widths[column] + Gap));
        foreach (var line in Wrap(cells[last], widths[last]))
        {
            text.Append($"{start}{line}".TrimEnd()).AppendLine();
            start.Clear().Append(' ', widths[..last].Sum() + Gap * last);
        }
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length == 0) lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= width) lines[^1] += $" {word}";
            else lines.Add(word);
        }
        return lines;
    }
}
