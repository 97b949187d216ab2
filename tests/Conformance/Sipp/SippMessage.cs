using System.Text.RegularExpressions;

namespace SystemConnector.Conformance.Tests.Sipp;

/// <summary>A message in SIPp's message log.</summary>
/// <param name="Sent">True when SIPp sent it, false when it received it.</param>
/// <param name="Text">The message.</param>
internal sealed partial record SippMessage(bool Sent, string Text)
{
    /// <summary>The first line.</summary>
    public string StartLine => Text[..Text.IndexOf('\n', StringComparison.Ordinal)].TrimEnd();

    /// <summary>Whether it is a request with this method.</summary>
    public bool IsRequest(string method) => StartLine.StartsWith(method + " ", StringComparison.Ordinal);

    /// <summary>Whether it is a response with this status to this method.</summary>
    public bool IsResponse(int status, string method) =>
        StartLine.StartsWith($"SIP/2.0 {status} ", StringComparison.Ordinal) && Header("CSeq").EndsWith(" " + method, StringComparison.Ordinal);

    /// <summary>The values of a header, one for each line of it.</summary>
    public IReadOnlyList<string> Headers(string name) =>
        [.. Regex.Matches(Text, $"^{Regex.Escape(name)}[ \t]*:[ \t]*(.*?)\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase).Select(m => m.Groups[1].Value)];

    /// <summary>The value of a header; empty when it is not there.</summary>
    public string Header(string name) => Headers(name) is [var value, ..] ? value : "";

    /// <summary>The messages of a log file, in order.</summary>
    public static IReadOnlyList<SippMessage> ReadLog(string path)
    {
        if (!File.Exists(path)) return [];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return [.. Entry().Matches(reader.ReadToEnd()).Select(m => new SippMessage(m.Groups[1].Value == "sent", m.Groups[2].Value))];
    }

    [GeneratedRegex(@"^(?:UDP|TCP) message (sent|received) [^\n]*:\r?\n\r?\n(.*?)(?=^-{40,} |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Entry();
}
