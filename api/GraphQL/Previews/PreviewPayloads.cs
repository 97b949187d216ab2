using System.ComponentModel;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;

namespace SystemConnector.Api.GraphQL.Previews;

[Description("What previewConnector came to. Fields at fault are those of createConnector and updateConnector.")]
internal sealed class PreviewConnectorPayload(Outcome<IRoutePreview> outcome) : Payload<PreviewConnectorPayload>(outcome.Faults, outcome.Warnings, ConnectorFields.Names)
{
    [Description("What the change would do; null when it would be refused.")]
    public RoutePreviewNode? Preview => outcome.Value is { } preview ? new RoutePreviewNode(preview) : null;
}

[Description("What previewNumbers came to.")]
internal sealed class PreviewNumbersPayload(Outcome<IRoutePreview> outcome) : Payload<PreviewNumbersPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("What the changes would do; null when they would be refused.")]
    public RoutePreviewNode? Preview => outcome.Value is { } preview ? new RoutePreviewNode(preview) : null;
}
