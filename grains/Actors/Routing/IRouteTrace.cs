using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>Is told what the routing rule does, step by step. Calls pass none; an explanation passes a recorder.</summary>
public interface IRouteTrace
{
    /// <summary>A decision was looked for.</summary>
    /// <param name="number">The number.</param>
    /// <param name="decision">The layer that counts at the time of the call; null when there is none.</param>
    /// <param name="connector">For Remote: the connector, when there still is one.</param>
    /// <param name="inForce">False when what it names is gone, so that the rule goes on.</param>
    void Decision(Number number, DecisionRoute? decision, ConnectorRoute? connector, bool inForce);

    /// <summary>A local number was looked for; null when there is none.</summary>
    void LocalNumber(Number number, LocalRoute? local);

    /// <summary>A speed dial was met; followed unless too many were before it.</summary>
    void SpeedDial(LocalRoute speedDial, bool followed);

    /// <summary>A connector's range holds the number.</summary>
    /// <param name="range">The range.</param>
    /// <param name="rank">Its place in the order in which candidates are tried. Candidates are told in no order.</param>
    /// <param name="rejection">Why it is passed over.</param>
    /// <param name="number">The number.</param>
    void Candidate(RangeRoute range, int rank, Rejection rejection, Number number);

    /// <summary>All candidates for the number have been told.</summary>
    void Connectors(Number number, RouteOutcome outcome);
}
