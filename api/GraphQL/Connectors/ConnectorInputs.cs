using System.ComponentModel;

namespace SystemConnector.Api.GraphQL.Connectors;

[Description("A connector to delete.")]
internal sealed class DeleteConnectorInput
{
    [Id, Description("The connector.")]
    public required string Id { get; init; }
}

[Description("A connector to enable.")]
internal sealed class EnableConnectorInput
{
    [Id, Description("The connector.")]
    public required string Id { get; init; }
}

[Description("A connector to disable.")]
internal sealed class DisableConnectorInput
{
    [Id, Description("The connector.")]
    public required string Id { get; init; }
}
