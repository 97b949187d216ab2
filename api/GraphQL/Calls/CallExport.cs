using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>Writes call records as text for other programs. Pure.</summary>
internal static class CallExport
{
    private static readonly (string Name, Func<CallRecord, object?> Value)[] _columns =
    [
        ("id", static c => c.Key.ToString()),
        ("startedAt", static c => c.StartedAt),
        ("answeredAt", static c => c.AnsweredAt),
        ("endedAt", static c => c.EndedAt),
        ("from", static c => c.From),
        ("number", static c => c.Number.Length > 0 ? c.Number : c.To),
        ("numberSent", static c => c.NumberSent),
        ("connectorIn", static c => c.ConnectorIn is { } connector ? GlobalId.Of(connector) : null),
        ("connectorOut", static c => c.ConnectorOut is { } connector ? GlobalId.Of(connector) : null),
        ("outcome", static c => c.Outcome?.ToString()),
        ("cause", static c => c.Cause?.ToString()),
        ("status", static c => c.Status),
        ("endedBy", static c => c.EndedBy?.ToString()),
        ("endReason", static c => c.EndReason),
        ("postDialDelaySeconds", static c => (c.HeardAt - c.StartedAt)?.TotalSeconds),
        ("talkSeconds", static c => (c.EndedAt - c.AnsweredAt)?.TotalSeconds),
        ("attempts", static c => c.Attempts.Length),
        ("packetsFromCaller", static c => c.Media?.PacketsFromCaller),
        ("packetsFromCalled", static c => c.Media?.PacketsFromCalled),
        ("node", static c => c.Node),
        ("callId", static c => c.CallId),
    ];

    /// <summary>Comma-separated values.</summary>
    public static string Csv(ImmutableArray<CallRecord> calls, bool withHead)
    {
        var text = new StringBuilder();
        if (withHead) text.AppendJoin(',', _columns.Select(static c => c.Name)).Append('\n');
        foreach (var call in calls) text.AppendJoin(',', _columns.Select(c => Field(c.Value(call)))).Append('\n');
        return text.ToString();
    }

    /// <summary>An object in each line.</summary>
    public static string Json(ImmutableArray<CallRecord> calls)
    {
        var text = new StringBuilder();
        foreach (var call in calls) text.Append(JsonSerializer.Serialize(_columns.ToDictionary(static c => c.Name, c => c.Value(call)))).Append('\n');
        return text.ToString();
    }

    private static string Field(object? value)
    {
        var text = value switch
        {
            null => "",
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
        // What a caller calls itself must not become a formula where somebody opens the file.
        if (value is string && text.Length > 0 && text[0] is '=' or '+' or '-' or '@') text = $"'{text}";
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
