using System.ComponentModel;
using GraphQL;
using GraphQL.Types;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>The topic of calls.</summary>
internal sealed class CallSubscriptions
{
    internal static readonly EventTopic Topic = new EventTopic("CALLS", "Calls that begin, are answered and end: CallChange.") { IsOnDemand = true }
        .With<CallStarted>(static (started, logged) => new CallChange(CallStep.Started, started.Call, logged) { CallId = started.CallId, From = started.From, Number = started.Number, Connector = started.Connector })
        .With<CallAnswered>(static (answered, logged) => new CallChange(CallStep.Answered, answered.Call, logged) { Connector = answered.Connector })
        .With<CallEnded>(static (ended, logged) => new CallChange(CallStep.Ended, ended.Call, logged) { Outcome = ended.Outcome, Cause = ended.Cause, EndedBy = ended.EndedBy });

    [Description("Each call that begins, is answered or ends, from now on or from a cursor on. Calls are told while somebody subscribes to them or took eventCursor, and as long after that as events are kept.")]
    public static IObservable<CallChange> CallChanged(
        [FromServices] OperationEvents events,
        IResolveFieldContext context,
        [Id, Description("Only calls of this site.")] string? siteId = null,
        [Description(OperationEvents.AfterDescription)] string? after = null) =>
        events.Open<CallChange>(context, Topic, after, OperationEvents.SiteOf(siteId));
}

/// <summary>How far a call is.</summary>
internal enum CallStep
{
    Started,
    Answered,
    Ended,
}

internal sealed class CallStepType : EnumerationGraphType
{
    public CallStepType()
    {
        Name = "CallStep";
        Description = "How far a call is.";
        Add("STARTED", CallStep.Started, "It is being set up.");
        Add("ANSWERED", CallStep.Answered, "It was answered.");
        Add("ENDED", CallStep.Ended, "It is over: hung up, failed or given up.");
    }
}

/// <summary>A step of a call as the API tells it.</summary>
[Implements(typeof(IEvent)), Description("A call began, was answered or ended.")]
internal sealed class CallChange(CallStep step, CallKey call, LoggedEvent logged) : EventNode(logged)
{
    [Ignore]
    public ConnectorId? Connector { get; init; }

    [Id, Description("The call: the id of its record, once it was answered or is over.")]
    public string Id => GlobalId.Of(call);

    [Description("How far it is.")]
    public CallStep Step => step;

    [Description("Its Call-ID; told when it begins.")]
    public string? CallId { get; init; }

    [Description("The user part of the caller's URI; told when it begins.")]
    public string? From { get; init; }

    [Description("What was dialled; told when it begins.")]
    public string? Number { get; init; }

    [Id, Description("When it begins the connector over which it came, when it is answered that over which it was; null for a phone of the site.")]
    public string? ConnectorId => Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("What it came to; told when it ends.")]
    public CallOutcome? Outcome { get; init; }

    [Description("Why it failed; null when it did not.")]
    public CallCause? Cause { get; init; }

    [Description("Who hung up; null when it was not answered.")]
    public CallEnd? EndedBy { get; init; }
}
