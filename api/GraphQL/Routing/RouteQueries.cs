using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Previews;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>The fields of Query that are about routing.</summary>
internal sealed class RouteQueries
{
    [Description("What the routing rule of a site does with a dialled number, step by step, and the requests that would go out: the same code as calls of this node use. Null when there is no such site.")]
    public static async Task<RouteExplanationNode?> ExplainRoute(
        [FromServices] IGrainFactory grains,
        [FromServices] IRouteExplainer explainer,
        [FromServices] TimeProvider time,
        [Description(RouteArguments.Number)] string number,
        [Id, Description("The site in which the number is dialled; left out for the one to which a request of that origin belongs.")] string? siteId = null,
        [Id, Description(RouteArguments.ArrivedOver)] string? arrivedOver = null,
        [Description(RouteArguments.From)] string? from = null,
        [Description(RouteArguments.Origin)] RouteOriginInput? origin = null,
        [Description(RouteArguments.At)] DateTimeOffset? at = null,
        [Description(RouteArguments.Draft)] RouteDraftInput? draft = null,
        CancellationToken cancellation = default)
    {
        if (siteId is null && origin is null) throw new BadArgument("Give 'siteId', or the 'origin' that says which site it is.");
        var site = GlobalId.Site(siteId);
        if (siteId is not null && site is null) return null;
        return await RouteArguments.Explain(grains, explainer, site, number, arrivedOver, from, origin, RoutingTime.Checked(at, time), draft, cancellation);
    }

    [Description("As whom a request would be known: by its source address, else by the username that it proves, in the site that it names. Null for a site that the caller may not see.")]
    public static CallerIdentificationNode? IdentifyCaller(
        [FromServices] IRouteExplainer explainer, [Description("Where the request comes from.")] RouteOriginInput origin) =>
        new(explainer.Identify(origin.ToOrigin()));
}
