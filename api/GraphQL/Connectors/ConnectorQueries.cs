using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

/// <summary>The fields of Query that are about connectors.</summary>
internal sealed class ConnectorQueries
{
    [Description("A connector by its id; null when there is none.")]
    public static async Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains, [Id, Description("The id of the connector.")] string id) =>
        GlobalId.Connector(id) is { } connector && await grains.GetGrain<IConnectorGrain>(connector.Value).Get() is { } found
            ? new ConnectorNode(found)
            : null;
}
