using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A call that was refused or failed, as the API shows it.</summary>
[Name("FailedCall"), Description("A call that was refused or failed, and why.")]
internal sealed class FailedCallNode(FailedCall call) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => call.Site;

    [Description("When.")]
    public DateTimeOffset Time => call.Time;

    [Description("The user part of the caller's URI.")]
    public string From => call.From;

    [Description("What was dialled.")]
    public string To => call.To;

    [Id, Description("The connector that the cause is about; null when it is about none.")]
    public string? ConnectorId => call.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Cost(10), Description("The same connector as it stands; null when it is about none, or it was deleted meanwhile.")]
    public async Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains) =>
        call.Connector is { } connector && await grains.GetGrain<IConnectorGrain>(connector.Value).Get() is { } found ? new ConnectorNode(found) : null;

    [Description("Why.")]
    public CallCause Cause => call.Cause;

    [Description("Why, in one or two sentences.")]
    public string Text => call.Text;

    [Description("What to do about it, in one sentence.")]
    public string Advice => call.Advice;

    [Description("The SIP status that the caller got.")]
    public int Status => call.Status;

    [Description("Its Call-ID, for traces and the logs of the far side.")]
    public string CallId => call.CallId;

    [Description("How many calls it stands for: of a flood of one cause only some are told one by one.")]
    public long Count => call.Count;
}

/// <summary>How often a cause was met, as the API shows it.</summary>
[Name("CauseCount"), Description("How often calls of a connector failed for one cause.")]
internal sealed class CauseCountNode(CauseCount count)
{
    [Description("The cause.")]
    public CallCause Cause => count.Cause;

    [Description("What to do about it, in one sentence.")]
    public string Advice => CallCauseText.Advice(count.Cause);

    [Description("How many calls since this node started.")]
    public long Count => count.Count;
}
