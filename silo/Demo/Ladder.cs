using System.Text;
using SystemConnector.Silo.Demo.UserAgents;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Demo;

/// <summary>Someone who sends and receives, with all sockets that are his.</summary>
internal sealed record Participant(string Name, params TransportAddress[] Sockets);

/// <summary>Draws messages as a ladder: a column for each participant, an arrow for each message, top to bottom.</summary>
internal static class Ladder
{
    /// <summary>Draws what the participants exchanged; those that had no part are left out, and an address that is nobody's gets a column of its own.</summary>
    /// <param name="messages">From one log or several; a message that both sides logged is drawn once, where it was sent.</param>
    /// <param name="participants">In the order of their columns.</param>
    /// <param name="width">Characters in a line.</param>
    public static string Draw(IReadOnlyList<LoggedMessage> messages, IReadOnlyList<Participant> participants, int width)
    {
        var logging = messages.Select(static message => message.Local).ToHashSet();
        var drawn = messages.Where(message => message.IsSent || !logging.Contains(message.Remote)).ToList();
        var columns = new List<Participant>(participants);
        foreach (var address in drawn.SelectMany(static message => new[] { message.From, message.To }))
            if (ColumnOf(columns, address) < 0) columns.Add(new Participant(address.ToString(), address));
        columns.RemoveAll(column => !drawn.Any(message => column.Sockets.Contains(message.From) || column.Sockets.Contains(message.To)));
        if (columns.Count == 0) return "";

        var margin = Math.Max(columns[0].Name.Length, columns[^1].Name.Length) / 2 + 1;
        var gap = columns.Count == 1 ? 0 : (width - 2 * margin) / (columns.Count - 1);
        var at = columns.Select((_, column) => margin + gap * column).ToArray();

        var text = new StringBuilder();
        Header(text, columns, at, width);
        foreach (var message in drawn)
            Arrow(text, at, width, ColumnOf(columns, message.From), ColumnOf(columns, message.To), Label(message));
        return text.ToString();
    }

    private static int ColumnOf(List<Participant> columns, TransportAddress address) => columns.FindIndex(column => column.Sockets.Contains(address));

    private static void Header(StringBuilder text, List<Participant> columns, int[] at, int width)
    {
        var line = Blank(width);
        for (var column = 0; column < columns.Count; column++)
            Put(line, Math.Max(0, at[column] - columns[column].Name.Length / 2), columns[column].Name);
        Line(text, line);
    }

    private static void Arrow(StringBuilder text, int[] at, int width, int from, int to, string label)
    {
        var line = Blank(width);
        foreach (var x in at) line[x] = '│';
        if (from == to)
        {
            Put(line, at[from] + 2, $"↺ {label}");
        }
        else
        {
            var (left, right) = (Math.Min(at[from], at[to]), Math.Max(at[from], at[to]));
            line.AsSpan(left + 1, right - left - 1).Fill('─');
            if (from < to) line[right - 1] = '▶';
            else line[left + 1] = '◀';
            // At least a stroke and the head stay to be seen on either side.
            var room = right - left - 7;
            var shown = label.Length <= room ? label : $"{label[..(room - 1)]}…";
            Put(line, left + 1 + (right - left - 1 - shown.Length - 2) / 2, $" {shown} ");
        }
        Line(text, line);
    }

    private static string Label(LoggedMessage message)
    {
        var parts = message.StartLine.Split(' ');
        if (parts[0] == "SIP/2.0")
        {
            var method = message.Field("CSeq").Split(' ')[^1];
            var status = string.Join(' ', parts[1..]);
            return method == "INVITE" ? status : $"{status} ({method})";
        }
        var digest = message.Field("Authorization").Length + message.Field("Proxy-Authorization").Length > 0 ? " +digest" : "";
        return parts[0] == "INVITE" ? $"INVITE {UserOf(parts[1])}{digest}" : $"{parts[0]}{digest}";
    }

    private static string UserOf(string uri)
    {
        var start = uri.IndexOf(':', StringComparison.Ordinal) + 1;
        var end = uri.IndexOf('@', StringComparison.Ordinal);
        return end < start ? "" : uri[start..end];
    }

    private static char[] Blank(int width)
    {
        var line = new char[width];
        line.AsSpan().Fill(' ');
        return line;
    }

    /// <summary>Writes what fits into the line.</summary>
    private static void Put(char[] line, int at, string text)
    {
        var room = line.AsSpan(Math.Min(at, line.Length));
        text.AsSpan(0, Math.Min(text.Length, room.Length)).CopyTo(room);
    }

    private static void Line(StringBuilder text, char[] line) => text.Append(line.AsSpan().TrimEnd(' ')).AppendLine();
}
