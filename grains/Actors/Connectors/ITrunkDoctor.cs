using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Connectors;

/// <summary>Examines the trunks of the connectors that have their home on this node.</summary>
public interface ITrunkDoctor
{
    /// <summary>
    /// Looks at one thing after the other until one is wrong; ends within 25 s, well before a grain call does. Refused
    /// while the connector is being examined already, or too many others are.
    /// </summary>
    /// <param name="connector">Whose trunk.</param>
    /// <param name="testNumber">A number to call, as the far side knows it; null for no call.</param>
    Task<Outcome<Examination>> Examine(ConnectorId connector, string? testNumber);
}

/// <summary>Stands in where there is no SIP edge.</summary>
internal sealed class NoTrunkDoctor : ITrunkDoctor
{
    public Task<Outcome<Examination>> Examine(ConnectorId connector, string? testNumber) =>
        Task.FromResult(Outcome.Of(new Examination(false, "This node does not speak SIP.", [])));
}
