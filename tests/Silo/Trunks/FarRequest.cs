using System.Text;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A request as a far side reads it: text, taken apart without the code under test.</summary>
internal sealed class FarRequest(string text, long at)
{
    public string Text => text;

    /// <summary>When it came, in ticks of the fake clock.</summary>
    public DateTimeOffset At { get; } = new(at, TimeSpan.Zero);

    public string Method { get; } = text[..text.IndexOf(' ')];

    public string Uri => text.Split(' ')[1];

    public string? Header(string name) =>
        text.Split("\r\n").Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal)).Select(line => line[(name.Length + 2)..]).FirstOrDefault();

    public uint CSeq => uint.Parse(Header("CSeq")!.Split(' ')[0]);

    public string Respond(int status, params string[] headers)
    {
        var response = new StringBuilder($"SIP/2.0 {status} Whatever\r\n");
        foreach (var name in (string[])["Via", "From", "Call-ID", "CSeq"]) response.Append($"{name}: {Header(name)}\r\n");
        var to = Header("To")!;
        response.Append(to.Contains(";tag=", StringComparison.Ordinal) ? $"To: {to}\r\n" : $"To: {to};tag=far\r\n");
        foreach (var header in headers) response.Append($"{header}\r\n");
        return response.Append("Content-Length: 0\r\n\r\n").ToString();
    }
}
