using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Trunks;

/// <summary>The state of a trunk as the API shows it.</summary>
[Name("Trunk"), Description("The live side of a connector.")]
internal sealed class TrunkNode(TrunkStatus status)
{
    [Description("The state.")]
    public TrunkState State => status.State;

    [Description("Whether calls are sent over it.")]
    public bool Usable => status.Usable;

    [Description("What is wrong and what to do, in one sentence; null when nothing is.")]
    public string? Cause => status.Cause.Length == 0 ? null : status.Cause;

    [Description("Since when it is in this state.")]
    public DateTimeOffset Since => status.Since;

    [Description("When the next attempt is made; null when none is due.")]
    public DateTimeOffset? NextTry => status.NextTry;

    [Description("When our registration at the far side ends; null when there is none.")]
    public DateTimeOffset? RegisteredUntil => status.RegisteredUntil;

    /// <remarks>One call of the connector's grain, which has it in memory.</remarks>
    [Cost(10), Description("Calls over it at the same time: those of this node now, of other nodes as they said last, which was seconds ago.")]
    public Task<int> ChannelsInUse([FromServices] ITrunkChannels channels) => channels.InUse(status.Connector);

    [Description("The node that drives it.")]
    public string Node => status.Node;
}
