using System.Collections.Concurrent;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Contacts that a test sets; any other connector reaches the node at 203.0.113.10.</summary>
public sealed class FakeFarEndView : IFarEndView
{
    public static ConcurrentDictionary<ConnectorId, NodeContact> Contacts { get; } = new();

    public NodeContact Contact(Connector connector) => Contacts.GetValueOrDefault(connector.Id, new NodeContact("203.0.113.10", 5060, "a.example"));
}
