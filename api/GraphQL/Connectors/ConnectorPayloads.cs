using System.ComponentModel;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

internal static class ConnectorFields
{
    /// <summary>The contract's fields by the names that people know.</summary>
    public static FieldNames Names { get; } = new(
        ("site", "siteId"),
        ("type", "connectionType"),
        ("address", "ipAddress"),
        ("ranges", "extensionRanges"))
    { Itself = "id" };
}

internal abstract class ConnectorPayload<TSelf>(Outcome<Connector> outcome)
    : Payload<TSelf>(outcome.Faults, outcome.Warnings, ConnectorFields.Names)
{
    protected ConnectorNode? Changed => outcome.Value is { } connector ? new ConnectorNode(connector) : null;
}

[Description("What createConnector came to.")]
internal sealed class CreateConnectorPayload(Outcome<Connector> outcome) : ConnectorPayload<CreateConnectorPayload>(outcome)
{
    [Description("The new connector; null when it was refused.")]
    public ConnectorNode? Connector => Changed;
}

[Description("What updateConnector came to.")]
internal sealed class UpdateConnectorPayload(Outcome<Connector> outcome) : ConnectorPayload<UpdateConnectorPayload>(outcome)
{
    [Description("The connector as it stands now; null when the change was refused.")]
    public ConnectorNode? Connector => Changed;
}

[Description("What deleteConnector came to.")]
internal sealed class DeleteConnectorPayload(Outcome<Connector> outcome) : ConnectorPayload<DeleteConnectorPayload>(outcome)
{
    [Description("The connector as it was; null when the change was refused.")]
    public ConnectorNode? Connector => Changed;
}

[Description("What enableConnector came to.")]
internal sealed class EnableConnectorPayload(Outcome<Connector> outcome) : ConnectorPayload<EnableConnectorPayload>(outcome)
{
    [Description("The connector as it stands now; null when the change was refused.")]
    public ConnectorNode? Connector => Changed;
}

[Description("What disableConnector came to.")]
internal sealed class DisableConnectorPayload(Outcome<Connector> outcome) : ConnectorPayload<DisableConnectorPayload>(outcome)
{
    [Description("The connector as it stands now; null when the change was refused.")]
    public ConnectorNode? Connector => Changed;
}
