using System.Text;
using System.Text.Json;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Imports;

/// <summary>Reads a JSON array of objects, whose members are the columns.</summary>
internal static class JsonTable
{
    public static void Read(ReadOnlyMemory<char> text, ImportTable table)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text.Span)];
        Encoding.UTF8.GetBytes(text.Span, bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var line = 1;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                table.Fault(1, null, FaultCode.Malformed, "It is a JSON array of objects.");
                return;
            }
            var (seen, unknown) = (0, new HashSet<string>());
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                line += bytes.AsSpan(seen, start - seen).Count((byte)'\n');
                seen = start;
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    table.Fault(line, null, FaultCode.Malformed, "Each item of the array is an object.");
                    reader.Skip();
                    continue;
                }
                table.Lines.Add(new ImportLine(line, Members(ref reader, table, line, unknown)));
            }
            // Anything behind the array is a fault as well.
            while (reader.Read()) { }
        }
        catch (JsonException exception)
        {
            table.Fault((int)(exception.LineNumber ?? 0) + 1, null, FaultCode.Malformed, "It is not JSON from here on.");
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escape such as \ud800 without its other half.
            table.Fault(line, null, FaultCode.Malformed, "A text in it has half a surrogate pair.");
        }
    }

    private static string?[] Members(ref Utf8JsonReader reader, ImportTable table, int line, HashSet<string> unknown)
    {
        var cells = new string?[table.Columns.Length];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            using var value = JsonDocument.ParseValue(ref reader);
            var place = table.IndexOf(name);
            if (place >= 0)
            {
                if (cells[place] is not null) table.Fault(line, name, FaultCode.Contradiction, $"Member '{name}' is there twice.");
                cells[place] = TextOf(value.RootElement);
                // Which no database keeps, nor looks for.
                if (cells[place]?.Contains('\0') is true)
                {
                    table.Fault(line, name, FaultCode.Malformed, "U+0000 is no text.");
                    cells[place] = null;
                }
            }
            else if (unknown.Add(name)) table.Notices.Add($"Member '{name}' is not known and was passed over.");
        }
        return cells;
    }

    // Lists are what a cell has with blanks between.
    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(TextOf)),
        JsonValueKind.Object => RangeText.OfJson(value),
        _ => value.GetRawText(),
    };
}
