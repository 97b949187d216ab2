using SystemConnector.Contracts.Previews;

namespace SystemConnector.Contracts.Routing;

/// <summary>What is to be explained.</summary>
/// <param name="Dialled">The number as dialled; separators are stripped.</param>
/// <param name="Site">The site in which it is dialled; null for the one to which a request of that origin belongs.</param>
/// <param name="ArrivedOver">The connector over which the call comes in; null for a call from a local phone.</param>
/// <param name="Caller">Who calls: a local extension, or what stands in From of a call over a connector; null when it does not matter.</param>
/// <param name="Origin">Where the request comes from; who sends it is then found as for a call, and counts for the rest.</param>
/// <param name="At">The time of the call; null for now.</param>
/// <param name="Draft">A change that is not saved, over which the call is to be routed; null for none.</param>
public sealed record RouteQuestion(
    string Dialled,
    SiteId? Site = null,
    ConnectorId? ArrivedOver = null,
    string? Caller = null,
    RequestOrigin? Origin = null,
    DateTimeOffset? At = null,
    RouteDraft? Draft = null);

/// <summary>
/// Runs the routing rule as calls of this node run it and says each step, with the requests that would be sent. Asks no grain; the
/// database is read for a draft alone.
/// </summary>
public interface IRouteExplainer
{
    /// <summary>The explanation; null when there is no such site.</summary>
    Task<RouteExplanation?> Explain(RouteQuestion question, CancellationToken cancellation);

    /// <summary>As whom a request from there would come in.</summary>
    CallerIdentified Identify(RequestOrigin origin);
}
