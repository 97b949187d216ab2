using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Cluster;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Telemetry;

namespace SystemConnector.Silo.Trunks;

/// <summary>What all trunks of a node share with the world around them.</summary>
/// <param name="Time">The clock of all timers.</param>
/// <param name="Jitter">A number from 0 up to 1 that spreads the trunks' timers; called on any thread.</param>
/// <param name="Post">Has work done on another thread, soon.</param>
/// <param name="Locator">Finds the addresses of far sides.</param>
/// <param name="Report">Tells a trunk's state to its connector; may fail, and is tried again then.</param>
/// <param name="Fence">Says whether this node may register and watch.</param>
/// <param name="Node">This node's name.</param>
/// <param name="Logger">Where changes of state are logged.</param>
internal sealed record TrunkEnvironment(
    TimeProvider Time,
    Func<double> Jitter,
    Action<Action> Post,
    Locator Locator,
    Func<TrunkStatus, Task> Report,
    IFence Fence,
    string Node,
    ILogger Logger)
{
    /// <summary>What operators see of the trunks.</summary>
    public TrunkCounters Counters { get; init; } = new();
}
