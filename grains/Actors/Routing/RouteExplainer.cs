using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Previews;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// Explains what this node does with a call: 1. who sends it, 2. to which site it belongs, 3. the draft laid over that site, 4. who calls,
/// 5. the routing rule with a recorder, and the requests that would go out.
/// </summary>
internal sealed class RouteExplainer(RoutingTableFeed feed, DraftReader drafts, IOutgoingPreview outgoing, IOriginIdentification origins, TimeProvider time) : IRouteExplainer
{
    public CallerIdentified Identify(RequestOrigin origin) => origins.Identify(feed.Current, origin);

    public async Task<RouteExplanation?> Explain(RouteQuestion question, CancellationToken cancellation)
    {
        var table = feed.Current;
        var now = time.GetUtcNow();
        var at = question.At ?? now;

        // 1. who sends it
        var identified = question.Origin is { } origin ? origins.Identify(table, InSite(table, origin, question.Site)) : null;

        // 2. its site
        var id = identified is null ? question.Site : identified.Site;
        if ((id is { } known ? table.FindSite(known) : null) is not { } site)
            return identified is null ? null : Refused(default, RouteOutcome.CallerUnknown, identified.Text, CallCauseText.Status(CallCause.SiteUnknown)) with { Caller = identified };
        if (identified is { By: IdentifiedBy.Nothing })
            return Refused(site.Id, RouteOutcome.CallerUnknown, identified.Text, CallCauseText.Status(CallCause.CallerUnknown)) with { Caller = identified };

        // 3. the draft
        Outcome<DraftedSite>? drafted = null;
        if (question.Draft is { } draft)
        {
            drafted = await drafts.Read(table, draft, now, cancellation);
            if (drafted.Value is { } other && other.Before.Id != site.Id)
                drafted = Outcome.Refused<DraftedSite>(new Fault(FaultCode.Contradiction, "draft", $"The draft is a change of site \"{other.Before.Name}\", and the call one of \"{site.Name}\"."));
            if (drafted.Value is null) return Refused(site.Id, RouteOutcome.DraftRefused, "The draft would be refused, so nothing was routed.", 0) with { Faults = drafted.Faults, Caller = identified };
            site = drafted.Value.After;
        }

        // 4. who calls
        var over = identified is null ? question.ArrivedOver : identified.Connector;
        var arrivedOver = over is { } connector ? site.FindConnector(connector) : null;
        if (over is not null && arrivedOver is null) return RouteRecorder.NoSuchConnector(table.Version) with { Site = site.Id, At = at, Caller = identified };
        var phone = arrivedOver is not null ? null
            : identified?.Extension is { } proven ? site.FindNumber(proven)
            : Number.TryParse(question.Caller, out var extension) ? site.FindNumber(extension) : null;
        var caller = new PreviewedCaller(arrivedOver, phone, string.IsNullOrEmpty(question.Caller) ? null : question.Caller);

        // 5. the rule
        var explanation = new RouteRecorder(site, caller, at, outgoing, time.GetElapsedTime(0)).Explain(question.Dialled, table.Version);
        return explanation with { Caller = identified, Warnings = drafted?.Warnings ?? [] };

        RouteExplanation Refused(SiteId of, RouteOutcome outcome, string text, int status) => new(outcome, text, [], [], status, table.Version) { Site = of, At = at };
    }

    /// <summary>A request that is asked about within a site names that site, unless it is said which domain it names.</summary>
    private static RequestOrigin InSite(RoutingTable table, RequestOrigin origin, SiteId? site) =>
        origin.Domain is null && site is { } id && table.FindSite(id) is { Domains: [var domain, ..] } ? origin with { Domain = domain } : origin;
}
