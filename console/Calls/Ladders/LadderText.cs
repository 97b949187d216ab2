using System.Globalization;
using System.Text;

namespace SystemConnector.WebConsole.Calls.Ladders;

/// <summary>Writes a ladder as text, to send to somebody. Pure.</summary>
internal static class LadderText
{
    public static string Of(LadderDrawing ladder)
    {
        var text = new StringBuilder();
        foreach (var arrow in ladder.Arrows)
        {
            var message = arrow.Message;
            text.Append(CultureInfo.InvariantCulture, $"{message.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}Z +{arrow.Offset} s {message.From} -> {message.To} {message.Protocol} at {message.Node}\n");
            text.Append(message.Text.ReplaceLineEndings("\n").TrimEnd()).Append("\n\n");
        }
        return text.ToString();
    }
}
