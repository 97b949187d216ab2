using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Routing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;

namespace SystemConnector.Api.GraphQL.Previews;

/// <summary>The fields of Query that say what a change would do before it is saved.</summary>
internal sealed class PreviewQueries
{
    /// <summary>Two states of a site are compared: about as much as a hundred values read.</summary>
    public const double Cost = 100;

    private const string AtDescription = "The time for which numbers are routed; left out for now, never one that has passed.";

    [Cost(Cost), Description("What a change of a connector would do: it is validated as the change is, and nothing is saved.")]
    public static async Task<PreviewConnectorPayload> PreviewConnector(
        [FromServices] IGrainFactory grains,
        [FromServices] IRoutePreviews previews,
        [FromServices] TimeProvider time,
        [Description("The change.")] PreviewConnectorInput input,
        [Description(AtDescription)] DateTimeOffset? at = null,
        CancellationToken cancellation = default) =>
        new(await Preview(previews, await Drafts.Of(input, grains), RoutingTime.Checked(at, time), cancellation));

    [Cost(Cost), Description("What changes of local numbers and decisions would do: they are validated as the changes are, and nothing is saved.")]
    public static async Task<PreviewNumbersPayload> PreviewNumbers(
        [FromServices] IRoutePreviews previews,
        [FromServices] TimeProvider time,
        [Description("The changes.")] PreviewNumbersInput input,
        [Description(AtDescription)] DateTimeOffset? at = null,
        CancellationToken cancellation = default) =>
        new(await Preview(previews, Drafts.Of(input), RoutingTime.Checked(at, time), cancellation));

    private static Task<Outcome<IRoutePreview>> Preview(IRoutePreviews previews, Outcome<RouteDraft> draft, DateTimeOffset? at, CancellationToken cancellation) =>
        draft.Value is { } change ? previews.Preview(change, at, cancellation) : Task.FromResult(Outcome.Refused<IRoutePreview>(draft.Faults));
}
