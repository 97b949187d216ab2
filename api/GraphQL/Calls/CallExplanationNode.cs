using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Routing;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A past call explained.</summary>
[Name("CallExplanation"), Description("What happened to a call, and what would happen to it now.")]
internal sealed class CallExplanationNode(CallRecord call, RouteExplanation? now)
{
    [Description("What happened, a sentence for each step.")]
    public IEnumerable<string> Happened([FromServices] ISiteDirectory directory) => CallStory.Of(call, directory.NameOf);

    [Description("What the routing rule does now with the same number from the same origin; null when the site is gone or not known.")]
    public RouteExplanationNode? Now => now is null ? null : new RouteExplanationNode(now);

    [Description("In what now differs from then, in one sentence; null when it does not.")]
    public string? Difference => now is null ? null : CallStory.Difference(call, now);

    /// <summary>Explains a call.</summary>
    internal static async Task<CallExplanationNode> Of(IGrainFactory grains, CallRecord call)
    {
        var number = call.Number.Length > 0 ? call.Number : call.To;
        if (call.Site is not { } site || await grains.GetGrain<ISiteGrain>(site.Value).Get() is null) return new(call, null);
        return new(call, await grains.GetGrain<ISiteGrain>(site.Value).ExplainRoute(number, call.ConnectorIn));
    }
}
