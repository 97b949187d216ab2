using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Routing;

/// <summary>A precedence decision as calls need it.</summary>
internal readonly record struct DecisionRoute(Number Number, Precedence Precedence, ConnectorId Connector);
