namespace SystemConnector.WebConsole.Calls.Ladders;

/// <summary>A SIP message as it was on the wire of a node, as the API has it.</summary>
public sealed record LadderMessage(string Node, DateTimeOffset Time, bool IsSent, string Protocol, string From, string To, string StartLine, string Text)
{
    /// <summary>The node's own address.</summary>
    internal string Local => IsSent ? From : To;

    /// <summary>The address of the other side.</summary>
    internal string Remote => IsSent ? To : From;
}
