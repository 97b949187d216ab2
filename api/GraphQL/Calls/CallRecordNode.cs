using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A call record as the API shows it.</summary>
[Name("CallRecord"), Implements(typeof(INode)), Description("A call: what set it up, what it came to, and how it ended.")]
internal sealed class CallRecordNode(CallRecord call) : INode, ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => call.Site;

    [Id, Description("The id.")]
    public string Id => GlobalId.Of(call.Key);

    [Id, Description("The site that it belonged to; null when that is not known.")]
    public string? SiteId => call.Site is { } site ? GlobalId.Of(site) : null;

    [Description("The node that set it up; null when that died before it could tell, and only the end is known.")]
    public string? Node => call.Node;

    [Description("Its Call-ID, the same on both sides, for traces and the logs of far sides.")]
    public string CallId => call.CallId;

    [Description("The user part of the caller's URI.")]
    public string From => call.From;

    [Description("The user part of the called URI as the caller sent it.")]
    public string To => call.To;

    [Description("The number that was dialled; empty when it was none.")]
    public string Number => call.Number;

    [Description("The number as the last place got it at which the call was offered; empty when there was none.")]
    public string NumberSent => call.NumberSent;

    [Id, Description("The connector over which it came; null for a phone of the site.")]
    public string? ConnectorInId => call.ConnectorIn is { } connector ? GlobalId.Of(connector) : null;

    [Id, Description("The connector over which it was answered or offered last; null for none.")]
    public string? ConnectorOutId => call.ConnectorOut is { } connector ? GlobalId.Of(connector) : null;

    [Cost(10), Description("The connector over which it came, as it stands; null for none, or when it was deleted.")]
    public Task<ConnectorNode?> ConnectorIn([FromServices] IGrainFactory grains) => Connector(grains, call.ConnectorIn);

    [Cost(10), Description("The connector over which it left, as it stands; null for none, or when it was deleted.")]
    public Task<ConnectorNode?> ConnectorOut([FromServices] IGrainFactory grains) => Connector(grains, call.ConnectorOut);

    [Description("When it began.")]
    public DateTimeOffset StartedAt => call.StartedAt;

    [Description("When it was answered; null for never.")]
    public DateTimeOffset? AnsweredAt => call.AnsweredAt;

    [Description("When it ended; null while it goes on.")]
    public DateTimeOffset? EndedAt => call.EndedAt;

    [Description("Seconds from its beginning to the first that its caller heard: ringing, an announcement or the answer; null for nothing.")]
    public double? PostDialDelaySeconds => (call.HeardAt - call.StartedAt)?.TotalSeconds;

    [Description("Seconds from the first that its caller heard to the answer, or to its end when it was not answered.")]
    public double? RingSeconds => ((call.AnsweredAt ?? call.EndedAt) - call.HeardAt)?.TotalSeconds;

    [Description("Seconds from the answer to the end; null while it goes on, and when it was not answered.")]
    public double? TalkSeconds => (call.EndedAt - call.AnsweredAt)?.TotalSeconds;

    [Description("What it came to; null when only its end is known.")]
    public CallOutcome? Outcome => call.Outcome;

    [Description("Why it failed; of an answered call, what was wrong with it.")]
    public CallCause? Cause => call.Cause;

    [Description("The cause in one or two sentences; null when there is none.")]
    public string? Text([FromServices] ISiteDirectory directory) => CallStory.Why(call, directory.NameOf);

    [Description("What to do about it, in one sentence; null when there is no cause.")]
    public string? Advice => call.Cause is { } cause ? CallCauseText.Advice(cause, call.Status) : null;

    [Description("The SIP status that the caller got; 0 when that is not known.")]
    public int Status => call.Status;

    [Description("How it ended, when it had been answered.")]
    public CallEnd? EndedBy => call.EndedBy;

    [Description("The Reason with which a side hung up (RFC 3326); empty for none.")]
    public string EndReason => call.EndReason;

    [Description("The places at which it was offered, in their order.")]
    public IEnumerable<CallAttemptNode> Attempts => call.Attempts.Select(attempt => new CallAttemptNode(attempt));

    [Description("What of its media was relayed; null when that went without us, or the end was not seen by the node that relayed it.")]
    public CallMediaNode? Media => call.Media is { } media ? new CallMediaNode(media) : null;

    /// <remarks>Has every node look through all its messages.</remarks>
    [Needs(Role.Operator), Cost(10_000), Description("Its SIP messages, of those that the nodes still have in their memory, without secrets. Whose key opens some sites sees those alone that came from or went to the call's own places.")]
    public async Task<LadderNode> Ladder(IResolveFieldContext context, [FromServices] ClusterCalls calls)
    {
        var (messages, silent) = await calls.Ladder(call.CallId);
        // A Call-ID is what anybody wrote: others, and calls of other sites that this one went on as, may have the same.
        return new LadderNode(context.Caller().Sites.IsEverySite ? messages : LadderOfCall.Of(call, messages), silent);
    }

    [Cost(50), Description("What happened in words, and what the routing rule would do now.")]
    public Task<CallExplanationNode> Explanation([FromServices] IGrainFactory grains) => CallExplanationNode.Of(grains, call);

    private static async Task<ConnectorNode?> Connector(IGrainFactory grains, ConnectorId? id) =>
        id is { } connector && await grains.GetGrain<IConnectorGrain>(connector.Value).Get() is { } found ? new ConnectorNode(found) : null;
}

/// <summary>An attempt as the API shows it.</summary>
[Name("CallAttempt"), Description("A place at which a call was offered.")]
internal sealed class CallAttemptNode(CallAttempt attempt)
{
    [Id, Description("Over which connector; null for a phone or a SIP target of the site.")]
    public string? ConnectorId => attempt.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("The connector's name at that time; empty for none.")]
    public string ConnectorName => attempt.Name;

    [Description("Where: protocol:address:port.")]
    public string Place => attempt.Place;

    [Description("The number as it was sent there.")]
    public string NumberSent => attempt.NumberSent;

    [Description("Seconds from the call's beginning.")]
    public double AfterSeconds => attempt.After.TotalSeconds;

    [Description("Seconds until it was answered, refused or given up.")]
    public double TookSeconds => attempt.Took.TotalSeconds;

    [Description("The SIP status that came of it; 0 when it was given up.")]
    public int Status => attempt.Status;

    [Description("Why it was not answered; null when it was, or was given up.")]
    public CallCause? Cause => attempt.Cause;
}

/// <summary>Counted media as the API shows it.</summary>
[Name("CallMedia"), Description("What of a call's media was relayed, over all its m= lines.")]
internal sealed class CallMediaNode(CallMedia media)
{
    [Description("Packets that came from the caller.")]
    public long PacketsFromCaller => media.PacketsFromCaller;

    [Description("Packets that came from the called side.")]
    public long PacketsFromCalled => media.PacketsFromCalled;

    [Description("Packets that the caller numbered and that did not come.")]
    public long LostFromCaller => media.LostFromCaller;

    [Description("Packets that the called side numbered and that did not come.")]
    public long LostFromCalled => media.LostFromCalled;
}
