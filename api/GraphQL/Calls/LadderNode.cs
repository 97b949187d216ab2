using System.Collections.Immutable;
using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A call's messages as the API shows them.</summary>
[Name("Ladder"), Description("The SIP messages of a call.")]
internal sealed class LadderNode(IReadOnlyList<(ClusterNode Node, LadderMessage Message)> messages, ImmutableArray<string> silent)
{
    [Description("The messages in the order of the nodes' clocks.")]
    public IEnumerable<LadderMessageNode> Messages => messages.Select(static m => new LadderMessageNode(m.Node.Name, m.Message));

    [Description("The names of nodes that did not answer within two seconds: their messages are missing.")]
    public IEnumerable<string> SilentNodes => silent;
}

/// <summary>A message as the API shows it.</summary>
[Name("LadderMessage"), Description("A SIP message as it was on the wire of a node.")]
internal sealed class LadderMessageNode(string node, LadderMessage message)
{
    [Description("The node.")]
    public string Node => node;

    [Description("When, by the clock of the node.")]
    public DateTimeOffset Time => message.Time;

    [Description("Whether the node sent it; otherwise it came.")]
    public bool IsSent => message.IsSent;

    [Description("\"udp\", \"tcp\" or \"tls\".")]
    public string Protocol => message.Protocol;

    [Description("\"address:port\" from which it was sent.")]
    public string From => message.IsSent ? message.Local : message.Remote;

    [Description("\"address:port\" to which it was sent.")]
    public string To => message.IsSent ? message.Remote : message.Local;

    [Description("Its request or status line.")]
    public string StartLine => message.StartLine;

    [Description("The message, with secrets replaced by \"***\"; of bodies other than session descriptions the length alone.")]
    public string Text => message.Text;
}
