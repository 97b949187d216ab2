using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// What this node knows of a trunk. One object per connector, kept while routing tables come and go,
/// so that a change of a trunk's state needs no new table.
/// </summary>
public sealed class TrunkView
{
    private volatile bool _usable = true;
    private volatile TrunkStatus? _status;

    /// <summary>Whether calls are sent over the trunk. A trunk is usable until something said otherwise.</summary>
    public bool Usable
    {
        get => _usable;
        set => _usable = value;
    }

    /// <summary>What its calls take of this node.</summary>
    public TrunkLoad Load { get; } = new();

    /// <summary>The state that was announced last; null when none was.</summary>
    public TrunkStatus? Status
    {
        get => _status;
        internal set => _status = value;
    }
}
