using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Routing;

/// <summary>Writes down what the routing rule does, in sentences for a person.</summary>
internal sealed class RouteRecorder : IRouteTrace
{
    private readonly List<RouteStep> _steps = [];
    private readonly List<(int Rank, RouteCandidate Candidate)> _candidates = [];

    /// <summary>Runs the rule and says what it did.</summary>
    public static RouteExplanation Explain(SiteRoutes site, string dialled, ConnectorRoute? arrivedOver, DateTimeOffset at, long tableVersion)
    {
        var recorder = new RouteRecorder();
        if (!Number.TryParseDialled(Encoding.UTF8.GetBytes(dialled), out var number)) number = default;
        var decision = RoutingRule.Decide(site, number, arrivedOver, at, recorder);
        return recorder.Explanation(decision, dialled, tableVersion);
    }

    /// <summary>The answer for a site of which the node's table knows nothing.</summary>
    public static RouteExplanation NoSuchSite(long tableVersion) =>
        new(RouteOutcome.NotFound, "There is no such site.", [], [], 404, tableVersion);

    /// <summary>The answer for a connector that is not one of the site.</summary>
    public static RouteExplanation NoSuchConnector(long tableVersion) =>
        new(RouteOutcome.NotFound, "The site has no such connector over which the call could come in.", [], [], 404, tableVersion);

    public void Decision(Number number, DecisionRoute? decision, ConnectorRoute? connector, bool inForce) =>
        Add(RouteStepKind.Decision, inForce, (decision?.Precedence, inForce) switch
        {
            (null, _) => decision is null ? $"Nobody decided who wins {number}." : $"It was decided that the default counts for {number}{UtcText.Until(decision.Until)}.",
            (Precedence.Local, true) => $"It was decided that {number} stays local{UtcText.Until(decision!.Until)}.",
            (Precedence.Local, false) => $"It was decided that {number} stays local, but there is no such local number any more.",
            (_, true) => $"It was decided that {number} goes to connector \"{connector!.Name}\"{UtcText.Until(decision!.Until)}, and to no other.",
            _ => $"It was decided that {number} goes to a connector which does not have the number any more.",
        });

    public void LocalNumber(Number number, LocalRoute? local) =>
        Add(RouteStepKind.LocalNumber, local is not null, local is null
            ? $"The site has no local number {number}."
            : $"{LocalNumberText.Of(local.Kind, local.Number, local.Owner)} is a local number, and local numbers come before connectors.");

    public void SpeedDial(LocalRoute speedDial, bool followed) =>
        Add(RouteStepKind.SpeedDial, followed, followed
            ? $"Speed dial {speedDial.Number} stands for {speedDial.SpeedDialTo}: the rule starts anew with that."
            : $"Speed dial {speedDial.Number} is not followed: {RoutingRule.MaxSpeedDials} speed dials were, and that is the most.");

    public void Candidate(RangeRoute range, int rank, Rejection rejection, Number number)
    {
        Span<byte> sent = stackalloc byte[Number.MaxLength];
        var name = range.Connector.Name;
        var text = rejection switch
        {
            Rejection.None => $"\"{name}\" reaches {range.Numbers} (priority {range.Connector.Priority}) and is usable.",
            Rejection.Disabled => $"\"{name}\" reaches {range.Numbers}, but it is disabled.",
            Rejection.TrunkDown => $"\"{name}\" reaches {range.Numbers}, but its trunk is down.{Cause(range.Connector)}",
            Rejection.ChannelsFull => $"\"{name}\" reaches {range.Numbers}, but all its {range.Connector.Trunk.Load.MaxChannels(range.Connector.Limits)} channels are in use.",
            Rejection.CameFromThere => $"\"{name}\" reaches {range.Numbers}, but the call came in over it.",
            Rejection.TransitForbidden => $"\"{name}\" reaches {range.Numbers}, but the call came in over a connector that does not allow transit.",
            _ => throw new ArgumentOutOfRangeException(nameof(rejection)),
        };
        var written = Encoding.ASCII.GetString(sent[..range.WriteNumber(number, sent)]);
        _candidates.Add((rank, new RouteCandidate(range.Connector.Id, name, written, rejection, text)));
    }

    public void Connectors(Number number, RouteOutcome outcome)
    {
        var found = _candidates.Count;
        Add(RouteStepKind.Connectors, outcome == RouteOutcome.Remote, found switch
        {
            0 => $"No connector reaches {number}.",
            1 => $"One connector reaches {number}.",
            _ => $"{found} connectors reach {number}; they are tried by priority, then narrowest range, then name.",
        });
        if (outcome != RouteOutcome.Remote) Add(RouteStepKind.Nobody, true, "Nobody else is asked.");
    }

    private static string Cause(ConnectorRoute connector) =>
        connector.Trunk.Status is { Cause.Length: > 0 } status ? $" {status.Cause}" : "";

    private void Add(RouteStepKind kind, bool matched, string text) => _steps.Add(new RouteStep(kind, matched, text));

    private RouteExplanation Explanation(RouteDecision decision, string dialled, long tableVersion)
    {
        var summary = decision.Outcome switch
        {
            RouteOutcome.Local => $"{decision.Number} goes to {Lower(LocalNumberText.Of(decision.Local!.Kind, decision.Local.Number, decision.Local.Owner))}.",
            RouteOutcome.Remote => $"{decision.Number} goes out over connector \"{decision.Candidate(0).Connector.Name}\"{Others(decision.Count)}.",
            _ => "",
        };
        var status = 0;
        if (CallCauseText.Of(decision.Outcome) is { } cause)
        {
            status = CallCauseText.Status(cause);
            var subject = new CauseSubject(decision.PassedOver?.Name, decision.Outcome == RouteOutcome.NotANumber ? dialled : decision.Number.ToString());
            summary = $"{CallCauseText.Sentence(cause, subject)} The caller gets {status}.";
        }
        ImmutableArray<RouteCandidate> candidates = [.. _candidates.OrderBy(static c => c.Rank).Select(static c => c.Candidate)];
        return new RouteExplanation(decision.Outcome, summary, [.. _steps], candidates, status, tableVersion);
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Others(int count) => count switch
    {
        1 => "",
        2 => ", and over one other when that does not answer",
        _ => $", and over {count - 1} others when that does not answer",
    };
}
