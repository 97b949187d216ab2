using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Contracts.Routing;

/// <summary>The trunk states of the whole cluster as this node knows them, from memory.</summary>
public interface ITrunkStates
{
    /// <summary>The state of one trunk, null when none was announced.</summary>
    TrunkStatus? Find(ConnectorId connector);

    /// <summary>The states that a node announced: those of the trunks that it drives, or drove last.</summary>
    IEnumerable<TrunkStatus> OfNode(string node);

    /// <summary>Each change from now on. A reader that does not keep up loses the oldest.</summary>
    IAsyncEnumerable<TrunkStatus> Watch(CancellationToken cancellation);
}
