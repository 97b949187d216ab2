using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Ladders;

/// <summary>
/// Shows a SIP message without its secrets. Of credentials and challenges only what is known to be none is shown; of bodies only session
/// descriptions, without keys: what else people send each other, texts and the digits that they press, is theirs. Pure.
/// </summary>
internal static partial class Redaction
{
    private const string Hidden = "***";

    private static readonly HashSet<string> _credentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Proxy-Authentication-Info",
    };

    private static readonly HashSet<string> _shown = new(StringComparer.OrdinalIgnoreCase) { "username", "realm", "uri", "algorithm", "qop", "nc", "stale" };

    /// <summary>The start line, and the whole message, lines ended by "\n".</summary>
    public static (string StartLine, string Text) Of(ReadOnlySpan<byte> message)
    {
        var lines = Lines(message, out var body);
        var shown = new StringBuilder();
        var type = "";
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var colon = i == 0 ? -1 : line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : line[..colon].Trim();
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || name is "c" or "C") type = line[(colon + 1)..].Trim();
            lines[i] = _credentials.Contains(name) ? $"{name}: {Credentials(line[(colon + 1)..])}" : Uris(line);
            shown.Append(lines[i]).Append('\n');
        }
        if (!body.IsEmpty) shown.Append('\n').Append(Body(body, type));
        return (lines.Count > 0 ? lines[0] : "", shown.ToString());
    }

    /// <summary>The header's lines, folded ones put together; the body is what follows the first empty one.</summary>
    private static List<string> Lines(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> body)
    {
        var lines = new List<string>();
        while (!message.IsEmpty)
        {
            var end = message.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? message : message[..end];
            message = end < 0 ? default : message[(end + (message[end] == '\r' && end + 1 < message.Length && message[end + 1] == '\n' ? 2 : 1))..];
            if (line.IsEmpty) break;
            if (lines.Count > 1 && line[0] is (byte)' ' or (byte)'\t') lines[^1] += " " + Text(line).Trim();
            else lines.Add(Text(line));
        }
        body = message;
        return lines;
    }

    private static string Credentials(string value)
    {
        value = value.Trim();
        var scheme = Scheme().Match(value).Value;
        var shown = Parameters().Matches(value).Where(static p => _shown.Contains(p.Groups[1].Value)).Select(static p => $"{p.Groups[1].Value}={p.Groups[2].Value}");
        return string.Join(", ", [.. shown, Hidden]) is var rest && scheme.Length > 0 ? $"{scheme} {rest}" : rest;
    }

    private static string Uris(string line) => UserPassword().Replace(SealedToken().Replace(line, $"$1$2$3{Hidden}"), $"$1:{Hidden}@");

    private static string Body(ReadOnlySpan<byte> body, string type)
    {
        if (!type.StartsWith("application/sdp", StringComparison.OrdinalIgnoreCase))
            return string.Create(CultureInfo.InvariantCulture, $"[{body.Length} bytes{(type.Length > 0 ? " of " : "")}{type}]\n");
        var shown = new StringBuilder();
        foreach (var line in Text(body, keepsLines: true).Split('\n', '\r'))
            if (line.Length > 0) shown.Append(SdpSecret().Replace(line, $"$1{Hidden}")).Append('\n');
        return shown.ToString();
    }

    private static string Text(ReadOnlySpan<byte> bytes, bool keepsLines = false)
    {
        var text = Encoding.UTF8.GetString(bytes).ToCharArray();
        for (var i = 0; i < text.Length; i++)
            if (char.IsControl(text[i]) && !(text[i] == '\t' || (keepsLines && text[i] is '\r' or '\n'))) text[i] = '?';
        return new string(text);
    }

    [GeneratedRegex(@"^[A-Za-z0-9-]+(?=\s)")]
    private static partial Regex Scheme();

    [GeneratedRegex("""([A-Za-z0-9_-]+)\s*=\s*("(?:\\.|[^"\\])*"|[^\s,"]+)""")]
    private static partial Regex Parameters();

    // Also where a URI stands escaped in another one.
    [GeneratedRegex("""(;|%3B)(s[cr])(=|%3D)[^;>?,\s"&%]+""", RegexOptions.IgnoreCase)]
    private static partial Regex SealedToken();

    [GeneratedRegex("""(sips?:[^@:;<>\s"]*):[^@<>\s"]*@""", RegexOptions.IgnoreCase)]
    private static partial Regex UserPassword();

    [GeneratedRegex(@"^(\s*a\s*=\s*crypto\s*:\s*\S*\s*\S*\s*|\s*a\s*=\s*ice-pwd\s*:|\s*a\s*=\s*key-mgmt\s*:|\s*k\s*=).*$", RegexOptions.IgnoreCase)]
    private static partial Regex SdpSecret();
}
