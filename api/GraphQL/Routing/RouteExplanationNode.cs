using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>What the routing rule does with a number, as the API shows it.</summary>
[Name("RouteExplanation"), Description("What the routing rule does with a number, step by step.")]
internal sealed class RouteExplanationNode(RouteExplanation explanation)
{
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
}
