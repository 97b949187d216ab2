using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>The fields of Query that are about routing.</summary>
internal sealed class RouteQueries
{
    [Description("What the routing rule of a site does with a dialled number, step by step; null when there is no such site.")]
    public static async Task<RouteExplanationNode?> ExplainRoute(
        [FromServices] IGrainFactory grains,
        [Id, Description("The site in which the number is dialled.")] string siteId,
        [Description(RouteArguments.Number)] string number,
        [Id, Description(RouteArguments.ArrivedOver)] string? arrivedOver = null)
    {
        if (GlobalId.Site(siteId) is not { } site) return null;
        var grain = grains.GetGrain<ISiteGrain>(site.Value);
        // Read first: the rule answers for a site that does not exist as for one without numbers.
        return await grain.Get() is null ? null : new(await grain.ExplainRoute(number, RouteArguments.Connector(arrivedOver)));
    }
}

/// <summary>The arguments of explainRoute, which is a field of Query and of Site.</summary>
internal static class RouteArguments
{
    public const string Number = "The number as dialled; separators are stripped.";
    public const string ArrivedOver = "The connector over which the call came in; left out for a call from a local phone.";

    /// <summary>The connector that an id names; null for none.</summary>
    /// <exception cref="BadArgument">It is not the id of a connector.</exception>
    public static ConnectorId? Connector(string? arrivedOver) => arrivedOver is null
        ? null
        : GlobalId.Connector(arrivedOver) ?? throw new BadArgument("'arrivedOver' is not the id of a connector.");
}
