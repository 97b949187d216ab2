using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Routing;

/// <summary>Runs the routing rule and writes down what it does, in sentences for a person, with the requests that would go out.</summary>
internal sealed class RouteRecorder : IRouteTrace
{
    private readonly SiteRoutes _site;
    private readonly PreviewedCaller _caller;
    private readonly DateTimeOffset _at;
    private readonly IOutgoingPreview _outgoing;
    private readonly TimeSpan _elapsed;
    private readonly List<RouteStep> _steps = [];
    private readonly List<(int Rank, RangeRoute Range, RouteCandidate Candidate)> _candidates = [];
    private readonly List<Number> _decided = [];

    /// <param name="site">The site.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="at">The time of the call.</param>
    /// <param name="outgoing">Writes the requests.</param>
    /// <param name="elapsed">The time since anything, by which rates are counted.</param>
    public RouteRecorder(SiteRoutes site, in PreviewedCaller caller, DateTimeOffset at, IOutgoingPreview outgoing, TimeSpan elapsed)
    {
        _site = site;
        _caller = caller;
        _at = at;
        _outgoing = outgoing;
        _elapsed = elapsed;
    }

    /// <summary>The answer for a site of which the node's table knows nothing.</summary>
    public static RouteExplanation NoSuchSite { get; } = new(RouteOutcome.NotFound, "There is no such site.", [], [], 404, 0);

    /// <summary>Runs the rule and says what it did, without requests.</summary>
    public static RouteExplanation Explain(SiteRoutes site, string dialled, ConnectorRoute? arrivedOver, DateTimeOffset at, long tableVersion) =>
        new RouteRecorder(site, new PreviewedCaller(arrivedOver, null, null), at, new NoOutgoingPreview(), TimeSpan.Zero).Explain(dialled, tableVersion);

    /// <summary>Runs the rule and says what it did. Once only.</summary>
    public RouteExplanation Explain(string dialled, long tableVersion)
    {
        if (!Number.TryParseDialled(Encoding.UTF8.GetBytes(dialled), out var number)) number = default;
        var decision = RoutingRule.Decide(_site, number, _caller.ArrivedOver, _at, this);
        return Explanation(decision, dialled, tableVersion) with
        {
            Site = _site.Id,
            At = _at,
            Requests = decision.Local is { } local ? _outgoing.Of(_site, local, _caller) : [],
            NextChange = TimedChanges.Next(_site, number, _decided, _at),
        };
    }

    /// <summary>The answer for a connector that is not one of the site.</summary>
    public static RouteExplanation NoSuchConnector(long tableVersion) =>
        new(RouteOutcome.NotFound, "The site has no such connector over which the call could come in.", [], [], 404, tableVersion);

    public void Decision(Number number, DecisionRoute? decision, ConnectorRoute? connector, bool inForce)
    {
        _decided.Add(number);
        Add(RouteStepKind.Decision, inForce, (decision?.Precedence, inForce) switch
        {
            (null, _) => decision is null ? $"Nobody decided who wins {number}." : $"It was decided that the default counts for {number}{UtcText.Until(decision.Until)}.",
            (Precedence.Local, true) => $"It was decided that {number} stays local{UtcText.Until(decision!.Until)}.",
            (Precedence.Local, false) => $"It was decided that {number} stays local, but there is no such local number any more.",
            (_, true) => $"It was decided that {number} goes to connector \"{connector!.Name}\"{UtcText.Until(decision!.Until)}, and to no other.",
            _ => $"It was decided that {number} goes to a connector which does not have the number any more.",
        });
    }

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
        var connector = range.Connector;
        var name = connector.Name;
        var load = connector.Trunk.Load;
        var most = load.MaxChannels(connector.Limits);
        CallCause? obstacle = rejection != Rejection.None ? null
            : load.IsPendingFull(connector.Limits) ? CallCause.TooManyPending
            : load.IsRateSpent(connector.Limits, _elapsed) ? CallCause.TooManyCalls : null;
        var text = rejection switch
        {
            Rejection.None => $"\"{name}\" reaches {range.Numbers} (priority {connector.Priority}) and is usable.",
            Rejection.Disabled => $"\"{name}\" reaches {range.Numbers}, but it is disabled.",
            Rejection.TrunkDown => $"\"{name}\" reaches {range.Numbers}, but its trunk is down.{Cause(connector)}",
            Rejection.ChannelsFull => $"\"{name}\" reaches {range.Numbers}, but all its {most} channels are in use.",
            Rejection.CameFromThere => $"\"{name}\" reaches {range.Numbers}, but the call came in over it.",
            Rejection.TransitForbidden => $"\"{name}\" reaches {range.Numbers}, but the call came in over a connector that does not allow transit.",
            _ => throw new ArgumentOutOfRangeException(nameof(rejection)),
        };
        if (obstacle is { } cause) text += $" But a call of this moment would be passed over: {CallCauseText.Sentence(cause, new CauseSubject(name, number.ToString()))}";
        var written = Encoding.ASCII.GetString(sent[..range.WriteNumber(number, sent)]);
        _candidates.Add((rank, range, new RouteCandidate(connector.Id, name, written, rejection, text)
        {
            Numbers = range.Numbers,
            Priority = connector.Priority,
            ChannelsInUse = load.Channels,
            Channels = most == int.MaxValue ? 0 : most,
            Obstacle = obstacle,
            Trunk = connector.Trunk.Status,
        }));
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
        return new RouteExplanation(decision.Outcome, summary, [.. _steps], Candidates(decision), status, tableVersion);
    }

    /// <summary>The candidates in the order in which they are tried, each with its requests; those behind the last that is tried have none.</summary>
    private ImmutableArray<RouteCandidate> Candidates(in RouteDecision decision)
    {
        var candidates = ImmutableArray.CreateBuilder<RouteCandidate>(_candidates.Count);
        var tried = 0;
        foreach (var (_, range, candidate) in _candidates.OrderBy(static c => c.Rank))
        {
            if (candidate.Rejection == Rejection.None && tried++ >= RouteDecision.MaxCandidates)
                candidates.Add(candidate with { Text = $"{candidate.Text} But no more than {RouteDecision.MaxCandidates} are tried for one call." });
            else
                candidates.Add(candidates.Count < RouteDecision.MaxCandidates ? candidate with { Requests = _outgoing.Of(_site, range, decision.Number, _caller) } : candidate);
        }
        return candidates.MoveToImmutable();
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Others(int count) => count switch
    {
        1 => "",
        2 => ", and over one other when that does not answer",
        _ => $", and over {count - 1} others when that does not answer",
    };
}
