using System.ComponentModel;
using SystemConnector.Api.GraphQL.Previews;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>The arguments of explainRoute, which is a field of Query and of Site.</summary>
internal static class RouteArguments
{
    public const string Number = "The number as dialled; separators are stripped.";
    public const string ArrivedOver = "The connector over which the call came in; left out for a call from a local phone.";
    public const string From = "Who calls: the extension of a local phone or, for a call over a connector, the number that stands in From. Left out, the requests say nothing of the caller.";
    public const string Origin = "Where the request comes from: as whom it would be known then counts for the rest, in place of arrivedOver.";
    public const string At = "The time of the call; left out for now, never one that has passed. Trunks, channels and phones are as they are now.";
    public const string Draft = "A change that is not saved, over which the call is routed.";

    /// <summary>Explains what the arguments ask for; null when there is no such site.</summary>
    /// <exception cref="BadArgument">'arrivedOver' is not the id of a connector, or is given with an origin.</exception>
    public static async Task<RouteExplanationNode?> Explain(
        IGrainFactory grains, IRouteExplainer explainer, SiteId? site,
        string number, string? arrivedOver, string? from, RouteOriginInput? origin, DateTimeOffset? at, RouteDraftInput? draft, CancellationToken cancellation)
    {
        var over = Connector(arrivedOver);
        if (over is not null && origin is not null) throw new BadArgument("'arrivedOver' and 'origin' say the same in two ways: give one of them.");
        RouteDraft? change = null;
        if (draft is not null)
        {
            var drafted = await Drafts.Of(draft, grains);
            if (drafted.Value is null)
                return new(new RouteExplanation(RouteOutcome.DraftRefused, "The draft would be refused, so nothing was routed.", [], [], 0, 0) { Site = site ?? default, Faults = drafted.Faults }, draft);
            change = drafted.Value;
        }
        var question = new RouteQuestion(number, site, over, from, origin?.ToOrigin(), at, change);
        return await explainer.Explain(question, cancellation) is { } explanation ? new(explanation, draft) : null;
    }

    private static ConnectorId? Connector(string? arrivedOver) => arrivedOver is null
        ? null
        : GlobalId.Connector(arrivedOver) ?? throw new BadArgument("'arrivedOver' is not the id of a connector.");
}

[Description("Where a request comes from, as far as that says who sends it.")]
internal sealed class RouteOriginInput
{
    [Description("The address from which it comes; a port may follow.")]
    public string? Address { get; init; }

    [Description("The host in its Request-URI or To; left out for the site that is given, else for an address of the node's own.")]
    public string? Domain { get; init; }

    [Description("The username that it proves with a password.")]
    public string? Username { get; init; }

    public RequestOrigin ToOrigin() => new(Address, Domain, Username);
}
