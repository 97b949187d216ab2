using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Imports;

/// <summary>Writes extension ranges into one cell: "150-200 3000-3999:1:9", where digits that are stripped and put before follow after colons.</summary>
internal static class RangeText
{
    private static readonly char[] _between = [' ', ',', ';', '\n', '\r', '\t'];

    public static string Of(IEnumerable<ExtensionRange> ranges) => string.Join(' ', ranges.Select(static r =>
        Of(r.Numbers.Min.ToString(), r.Numbers.Max.ToString(), r.StripDigits, r.PrependDigits)));

    public static ImmutableArray<ExtensionRangeSpec> Read(string text, Action<FaultCode, string> fault)
    {
        var ranges = ImmutableArray.CreateBuilder<ExtensionRangeSpec>();
        foreach (var word in text.Split(_between, StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.Split(':');
            var ends = parts[0].Split('-', '–');
            if (ends.Length > 2 || parts.Length > 3 || !int.TryParse(parts.Length > 1 && parts[1].Length > 0 ? parts[1] : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var strip))
                fault(FaultCode.Malformed, $"'{word}' is not a range such as 150-200, or 3000-3999:1:9 with digits to strip and to put before.");
            else
                ranges.Add(new ExtensionRangeSpec(ends[0], ends[^1], strip, parts.Length > 2 ? parts[2] : ""));
        }
        return ranges.ToImmutable();
    }

    /// <summary>A range as an object of JSON has it.</summary>
    public static string OfJson(JsonElement range)
    {
        return Of(Text("min"), Text("max"), int.TryParse(Text("stripDigits"), CultureInfo.InvariantCulture, out var strip) ? strip : 0, Text("prependDigits"));

        string Text(string name) => range.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ValueKind == JsonValueKind.Null ? "" : value.GetRawText()
            : "";
    }

    private static string Of(string min, string max, int strip, string prepend)
    {
        var numbers = $"{min}-{max}";
        return strip == 0 && prepend.Length == 0 ? numbers : string.Create(CultureInfo.InvariantCulture, $"{numbers}:{strip}:{prepend}");
    }
}
