using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Migrations;

/// <summary>Reads lines "number,precedence". A comma, semicolon or tab separates; quotation marks and blank lines do not matter.</summary>
internal static class DecisionCsv
{
    /// <summary>The lines that say something, with their numbers from 1; the head, if there is one, is left out.</summary>
    public static IEnumerable<CsvLine> Read(string text)
    {
        var number = 0;
        foreach (var line in Lines(text))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var cells = line.Split([',', ';', '\t'], StringSplitOptions.TrimEntries).Select(static cell => cell.Trim('"').Trim()).ToArray();
            if (number == 1 && cells[0].Equals("number", StringComparison.OrdinalIgnoreCase)) continue;
            yield return new CsvLine(number, cells[0], cells.Length > 1 ? cells[1] : "");
        }
    }

    /// <summary>False when the text is none of local, remote and default, whatever the case.</summary>
    public static bool TryReadPrecedence(string text, out Precedence? precedence)
    {
        precedence = text.ToUpperInvariant() switch { "LOCAL" => Precedence.Local, "REMOTE" => Precedence.Remote, _ => null };
        return precedence is not null || text.Equals("default", StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Lines(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line) yield return line;
    }
}

/// <summary>A line as it stands.</summary>
internal readonly record struct CsvLine(int Line, string Number, string Precedence);
