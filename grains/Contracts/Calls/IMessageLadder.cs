using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>The last SIP messages that this node received and sent, from memory and bounded.</summary>
public interface IMessageLadder
{
    /// <summary>Those of a call in the order of their times, without secrets; those that were overwritten by later ones are missing.</summary>
    /// <param name="callId">Its Call-ID.</param>
    ImmutableArray<LadderMessage> Of(string callId);
}

/// <summary>A SIP message as it was on the wire of one node.</summary>
/// <param name="Time">When.</param>
/// <param name="IsSent">True when the node sent it, false when it came.</param>
/// <param name="Protocol">"udp", "tcp" or "tls".</param>
/// <param name="Local">"address:port" of the node's socket.</param>
/// <param name="Remote">"address:port" of the peer.</param>
/// <param name="StartLine">Its request or status line.</param>
/// <param name="Text">The message, with secrets replaced by "***"; of bodies other than session descriptions the length alone.</param>
[GenerateSerializer, Immutable, Alias("sc.LadderMessage")]
public sealed record LadderMessage(
    [property: Id(0)] DateTimeOffset Time,
    [property: Id(1)] bool IsSent,
    [property: Id(2)] string Protocol,
    [property: Id(3)] string Local,
    [property: Id(4)] string Remote,
    [property: Id(5)] string StartLine,
    [property: Id(6)] string Text);
