using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Explains and previews in a way that shows what was asked; keeps the last question and draft.</summary>
public sealed class FakeRouting(World world) : IRouteExplainer, IRoutePreviews
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);

    public static readonly ConnectorId B = new(Guid.Parse("11111111-2222-3333-4444-555555555555"));

    public RouteQuestion? Question { get; private set; }

    public RouteDraft? Draft { get; private set; }

    public Task<RouteExplanation?> Explain(RouteQuestion question, CancellationToken cancellation)
    {
        Question = question;
        if (question.Site is { } site && !world.Sites.ContainsKey(site)) return Task.FromResult<RouteExplanation?>(null);
        var explanation = World.Explain(question.Dialled, question.ArrivedOver);
        if (question.Caller is null) return Task.FromResult<RouteExplanation?>(explanation with { Site = question.Site ?? default, At = question.At ?? Monday });
        var request = new OutgoingRequest(
            "INVITE sip:50@b.example SIP/2.0", TrunkTransport.Udp, "192.0.2.1:5060", $"<sip:{question.Caller}@a.example>", "<sip:50@b.example>", null, null, "", "In words");
        return Task.FromResult<RouteExplanation?>(explanation with
        {
            Site = question.Site ?? default,
            At = question.At ?? Monday,
            Caller = question.Origin is { } origin ? Identify(origin) : null,
            Candidates = [explanation.Candidates[0] with { Numbers = Span("100", "199"), Priority = 7, ChannelsInUse = 1, Channels = 2, Obstacle = CallCause.TooManyCalls, Requests = [request with { Route = null }] }],
            Requests = [request with { NextHop = null, From = "" }],
            NextChange = new RouteTimedChange(Monday.AddDays(7), "From then on."),
        });
    }

    public CallerIdentified Identify(RequestOrigin origin) =>
        new(IdentifiedBy.SourceAddress, world.Sites.Keys.First(), "A", B, "B", null, $"{origin.Address}/{origin.Domain}/{origin.Username}");

    public Task<Outcome<IRoutePreview>> Preview(RouteDraft draft, DateTimeOffset? at, CancellationToken cancellation)
    {
        Draft = draft;
        if (draft is RouteDraft.NewConnector { Spec.Name: var name } && world.Refused<IRoutePreview>(name) is { } refused) return Task.FromResult(refused);
        return Task.FromResult(Outcome.Of<IRoutePreview>(new FakePreview(world.Sites.Keys.First(), at ?? Monday), new Warning(WarningCode.PrefixShadow, "ranges[0]", "110 begins them.")));
    }

    private static NumberRange Span(string min, string max) => new(Number.Parse(min), Number.Parse(max));

    private sealed class FakePreview(SiteId site, DateTimeOffset at) : IRoutePreview
    {
        private static readonly NumberWinner _nobody = new(WinnerKind.Nobody, "Nobody", "No one has it.", null, null, null, null);
        private static readonly NumberWinner _local = new(WinnerKind.Local, "Extension 115: Rani Oliver", "Local comes first.", LocalNumberKind.Extension, null, null, null);
        private static readonly NumberWinner _connector = new(WinnerKind.Connector, "Connector \"B\"", "No other.", null, B, "B", Number.Parse("160"));
        private static readonly ImmutableArray<NumberHandover> _handovers =
            [new(Span("115", "115"), _local, _connector), new(Span("120", "129"), _nobody, _connector with { Connector = null })];

        private static readonly ConflictChange _conflict = new(
            "3115", B, "B", new Conflict(new RangeId(Guid.Empty), Span("115", "115"), ConflictKind.Extension, "Extension 115: Rani Oliver", Precedence.Local, false, "Why", "Remedy"));

        public SiteId Site => site;

        public DateTimeOffset At => at;

        public long TableVersion => 7;

        public string Summary => "Reroutes 11 of 20 numbers.";

        public long Rerouted => 11;

        public long Concerned => 3_000_000_000;

        public ImmutableArray<NumberMove> Moves => [new(10, "nobody", "connector \"B\""), new(1, "extensions", "connector \"B\"")];

        public ImmutableArray<ConflictKindChange> ConflictCounts => [new(ConflictKind.Extension, 1, 0)];

        public Page<NumberHandover> Handovers(int first, Number? after)
        {
            var rest = _handovers.Where(handover => after is null || handover.Numbers.Min > after).ToImmutableArray();
            return new Page<NumberHandover>([.. rest.Take(first)], rest.Length > first, _handovers.Length);
        }

        public Page<ConflictChange> Appearing(int first, string? after) => after is null ? new([_conflict], false, 1) : new([], false, 1);

        public Page<ConflictChange> Vanishing(int first, string? after) => new([], false, 0);
    }
}
