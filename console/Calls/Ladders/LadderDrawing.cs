using System.Globalization;

namespace SystemConnector.WebConsole.Calls.Ladders;

/// <summary>A side of a call: a node of ours, or an address at which somebody else is.</summary>
/// <param name="Name">What it is called; its address when it has no name.</param>
/// <param name="Address">Its address; empty for a node, which may have several.</param>
/// <param name="IsNode">Whether it is ours.</param>
public sealed record Lifeline(string Name, string Address, bool IsNode);

/// <summary>How a message is drawn.</summary>
public enum ArrowKind
{
    /// <summary>A request.</summary>
    Request,

    /// <summary>A response that is not the last word.</summary>
    Provisional,

    /// <summary>It was done.</summary>
    Success,

    /// <summary>It was not done, or not here.</summary>
    Failure,
}

/// <summary>A message between two lifelines.</summary>
/// <param name="Message">The message.</param>
/// <param name="From">The lifeline that sent it.</param>
/// <param name="To">The lifeline that got it.</param>
/// <param name="Seconds">Seconds from the first message.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Label">Its start line, shortened to what tells it from others.</param>
/// <param name="Word">The same in one word: the method or the status.</param>
public sealed record Arrow(LadderMessage Message, int From, int To, double Seconds, ArrowKind Kind, string Label, string Word)
{
    /// <summary>The time as it is drawn.</summary>
    public string Offset => Seconds.ToString("0.000", CultureInfo.InvariantCulture);
}

/// <summary>What a sequence diagram of a call's messages has: the caller on the left, our nodes, and the called sides. Pure.</summary>
/// <param name="Lifelines">The sides, from left to right.</param>
/// <param name="Arrows">The messages, from top to bottom.</param>
public sealed record LadderDrawing(IReadOnlyList<Lifeline> Lifelines, IReadOnlyList<Arrow> Arrows)
{
    /// <summary>The drawing of some messages.</summary>
    /// <param name="messages">The messages in the order of their times.</param>
    /// <param name="caller">What the caller is called.</param>
    /// <param name="called">What those are called at which the call was offered, by their addresses.</param>
    public static LadderDrawing Of(IReadOnlyList<LadderMessage> messages, string caller, IReadOnlyDictionary<string, string> called)
    {
        var nodeAt = messages.GroupBy(static message => message.Local, StringComparer.Ordinal).ToDictionary(static same => same.Key, static same => same.First().Node, StringComparer.Ordinal);
        var callerAt = messages is [{ IsSent: false } first, ..] ? first.Remote : null;
        var lifelines = new List<Lifeline>();
        if (callerAt is not null) lifelines.Add(new Lifeline(caller, callerAt, false));
        lifelines.AddRange(messages.Select(static message => message.Node).Distinct(StringComparer.Ordinal).Select(static node => new Lifeline(node, "", true)));
        lifelines.AddRange(messages.Where(message => Far(message) is not null).Select(static message => message.Remote).Distinct(StringComparer.Ordinal).Where(address => address != callerAt)
            .Select(address => new Lifeline(called.GetValueOrDefault(address, address), address, false)));

        var start = messages is [var earliest, ..] ? earliest.Time : default;
        return new LadderDrawing(lifelines, [.. messages.Select(Draw)]);

        Arrow Draw(LadderMessage message)
        {
            var (node, other) = (Node(message.Node), Far(message) is { } address ? lifelines.FindIndex(line => !line.IsNode && line.Address == address) : Node(nodeAt[message.Remote]));
            var (kind, label, word) = Read(message);
            return new Arrow(message, message.IsSent ? node : other, message.IsSent ? other : node, (message.Time - start).TotalSeconds, kind, label, word);
        }

        int Node(string name) => lifelines.FindIndex(line => line.IsNode && line.Name == name);

        // The address of the other side; null when that is another node of ours.
        string? Far(LadderMessage message) => nodeAt.TryGetValue(message.Remote, out var node) && node != message.Node ? null : message.Remote;
    }

    private static (ArrowKind Kind, string Label, string Word) Read(LadderMessage message)
    {
        const string Version = "SIP/2.0";
        var line = message.StartLine;
        var body = message.Text.Contains("application/sdp", StringComparison.OrdinalIgnoreCase) ? " · SDP" : "";
        if (!line.StartsWith(Version + " ", StringComparison.Ordinal))
        {
            var request = line.EndsWith(" " + Version, StringComparison.Ordinal) ? line[..^(Version.Length + 1)] : line;
            return (ArrowKind.Request, request + body, request.Split(' ', 2)[0]);
        }
        var answer = line[(Version.Length + 1)..];
        var method = Method(message.Text);
        var kind = answer switch
        {
            ['1', ..] => ArrowKind.Provisional,
            ['2', ..] => ArrowKind.Success,
            _ => ArrowKind.Failure,
        };
        return (kind, method is null ? answer + body : $"{answer} ({method}){body}", answer.Split(' ', 2)[0]);
    }

    // The method that a response answers: "CSeq: 2 INVITE".
    private static string? Method(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty) return null;
            if (line.StartsWith("CSeq", StringComparison.OrdinalIgnoreCase) && line.LastIndexOf(' ') is >= 0 and var space) return line[(space + 1)..].ToString();
        }
        return null;
    }
}
