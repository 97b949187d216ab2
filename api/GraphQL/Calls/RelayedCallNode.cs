using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A call whose media is relayed, as the API shows it.</summary>
[Name("RelayedCall"), Description("A call whose media a node relays now, since a side of it is behind NAT.")]
internal sealed class RelayedCallNode(MediaReport call)
{
    [Description("Its Call-ID, the same on both sides.")]
    public string CallId => call.CallId;

    [Description("When its media began to be relayed.")]
    public DateTimeOffset Since => call.Since;

    [Id, Description("The connector of the caller; null for a phone of the site.")]
    public string? CallerConnectorId => call.Caller is { } connector ? GlobalId.Of(connector) : null;

    [Id, Description("The connector of the called side; null for a phone of the site.")]
    public string? CalledConnectorId => call.Called is { } connector ? GlobalId.Of(connector) : null;

    [Description("Which side is not heard and where to look, in one sentence.")]
    public string Verdict => call.Verdict;

    [Description("What came, for each m= line that is relayed now.")]
    public IEnumerable<RelayedMediaNode> Media => call.Media.Select(media => new RelayedMediaNode(media));
}

/// <summary>What came for one m= line, as the API shows it.</summary>
[Name("RelayedMedia"), Description("What came for one m= line of a call.")]
internal sealed class RelayedMediaNode(MediaLineReport media)
{
    [Description("\"audio\", \"video\", and so on.")]
    public string Kind => media.Kind;

    [Description("What came from the caller.")]
    public MediaFlowNode FromCaller => new(media.FromCaller);

    [Description("What came from the called side.")]
    public MediaFlowNode FromCalled => new(media.FromCalled);
}

/// <summary>What came from one side, as the API shows it.</summary>
[Name("MediaFlow"), Description("What came from one side of a call.")]
internal sealed class MediaFlowNode(MediaFlow flow)
{
    [Description("How many packets were taken.")]
    public long Packets => flow.Packets;

    [Description("How many bytes they had.")]
    public long Bytes => flow.Bytes;

    [Description("How many of those that the sender numbered did not come.")]
    public long Lost => flow.Lost;

    [Description("How many came from somewhere else and were dropped.")]
    public long Strays => flow.Strays;

    [Description("When the last one came; null when none did.")]
    public DateTimeOffset? LastPacket => flow.LastPacket;

    [Description("Where they come from, address:port; null when none came.")]
    public string? Source => flow.Source;
}
