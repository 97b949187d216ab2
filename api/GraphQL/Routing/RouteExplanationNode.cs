using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Previews;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Api.GraphQL.Trunks;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>What the routing rule does with a number, as the API shows it.</summary>
/// <param name="explanation">The explanation.</param>
/// <param name="draft">The draft over which it was explained; null for none.</param>
[Name("RouteExplanation"), Description("What the routing rule does with a number, step by step.")]
internal sealed class RouteExplanationNode(RouteExplanation explanation, RouteDraftInput? draft = null) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => explanation.Site == default ? null : explanation.Site;

    [Id, Description("The site in which the number was routed; null when the request belongs to none.")]
    public string? SiteId => explanation.Site == default ? null : GlobalId.Of(explanation.Site);

    [Description("The time for which it was explained.")]
    public DateTimeOffset At => explanation.At;

    [Description("Where the call goes.")]
    public RouteOutcome Outcome => explanation.Outcome;

    [Description("In one sentence.")]
    public string Summary => explanation.Summary;

    [Description("The steps tried, in order.")]
    public IEnumerable<RouteStepNode> Steps => explanation.Steps.Select(step => new RouteStepNode(step));

    [Description("The connectors considered, in the order in which they are tried.")]
    public IEnumerable<RouteCandidateNode> Candidates => explanation.Candidates.Select(candidate => new RouteCandidateNode(candidate));

    [Description("The SIP status that the caller gets when the call goes nowhere; null when it goes somewhere.")]
    public int? Status => explanation.Status == 0 ? null : explanation.Status;

    [Description("Why it goes nowhere, as the call would be journaled; null when it goes somewhere.")]
    public CallCause? Cause => CallCauseText.Of(explanation.Outcome);

    [Description("What to do about that, in one sentence; null when it goes somewhere.")]
    public string? Advice => Cause is { } cause ? CallCauseText.Advice(cause) : null;

    [Description("The version of the routing table that answered.")]
    public long TableVersion => explanation.TableVersion;

    [Description("As whom the request would be known; null when no origin was given.")]
    public CallerIdentificationNode? Identification => explanation.Caller is { } caller ? new(caller) : null;

    [Description("For a local number: the requests that would be sent, to all its phones at once or to one place of its SIP target after the other.")]
    public IEnumerable<OutgoingRequestNode> Requests => explanation.Requests.Select(static request => new OutgoingRequestNode(request));

    [Description("When a timed decision changes by itself who gets the number, the next time after that one; null when none does.")]
    public RouteTimedChangeNode? NextChange => explanation.NextChange is { } change ? new(change) : null;

    [Description("For a draft that would be refused: every fault. Fields are those of its own input.")]
    public IEnumerable<IError> Errors => explanation.Faults.Select(fault => Refusal.From(fault, Names));

    [Description("For a draft: what to know of it although it would be made.")]
    public IEnumerable<ChangeWarning> Warnings => explanation.Warnings.Select(warning => new ChangeWarning(warning, Names));

    private FieldNames Names => draft?.Connector is null ? FieldNames.Same : ConnectorFields.Names;
}

/// <summary>A time at which routing changes by itself, as the API shows it.</summary>
[Name("RouteTimedChange"), Description("A time at which a timed decision changes by itself who gets a number.")]
internal sealed class RouteTimedChangeNode(RouteTimedChange change)
{
    [Description("When.")]
    public DateTimeOffset At => change.At;

    [Description("What changes, in one sentence.")]
    public string Text => change.Text;
}

/// <summary>One step of the rule, as the API shows it.</summary>
[Name("RouteStep"), Description("One step of the routing rule.")]
internal sealed class RouteStepNode(RouteStep step)
{
    [Description("What was looked for.")]
    public RouteStepKind Kind => step.Kind;

    [Description("Whether it decided.")]
    public bool Matched => step.Matched;

    [Description("What came of it, in words.")]
    public string Text => step.Text;
}

/// <summary>A connector whose range holds the number, as the API shows it.</summary>
[Name("RouteCandidate"), Description("A connector whose extension range holds the number.")]
internal sealed class RouteCandidateNode(RouteCandidate candidate)
{
    [Id, Description("The connector.")]
    public string ConnectorId => GlobalId.Of(candidate.Connector);

    [Description("Its name.")]
    public string Name => candidate.Name;

    [Description("The number as it would be sent.")]
    public string NumberSent => candidate.NumberSent;

    [Description("Why it was passed over; null when it was not.")]
    public Rejection? Rejection => candidate.Rejection == Contracts.Routing.Rejection.None ? null : candidate.Rejection;

    [Description("Why it was taken or passed over, in words.")]
    public string Text => candidate.Text;

    [Description("Its range that holds the number.")]
    public NumberRangeNode Numbers => new(candidate.Numbers);

    [Description("Its priority; lower is tried first.")]
    public int Priority => candidate.Priority;

    [Description("Calls over it on this node.")]
    public int ChannelsInUse => candidate.ChannelsInUse;

    [Description("How many calls this node may have over it; null for no bound.")]
    public int? Channels => candidate.Channels == 0 ? null : candidate.Channels;

    [Description("The state of its trunk, and why; null when none was announced.")]
    public TrunkNode? Trunk => candidate.Trunk is { } trunk ? new(trunk) : null;

    [Description("Why a call of this moment would pass it over although the rule takes it: too many new calls in this second, or too many without a word; null when nothing keeps it.")]
    public CallCause? Obstacle => candidate.Obstacle;

    [Description("The requests that would be sent to it, one place after the other until one answers.")]
    public IEnumerable<OutgoingRequestNode> Requests => candidate.Requests.Select(static request => new OutgoingRequestNode(request));
}
