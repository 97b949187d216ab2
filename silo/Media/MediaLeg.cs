using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Media;

/// <summary>One side of a relayed call, as a sealed token names it: the number of the session, whose lowest bit says which side.</summary>
/// <param name="Value">0 for a call whose media is not relayed.</param>
internal readonly record struct MediaLeg(ulong Value)
{
    /// <summary>True when the call's media is relayed.</summary>
    public bool IsRelayed => Value != 0;

    /// <summary>The session, the same for both sides.</summary>
    public ulong Session => Value & ~1UL;

    /// <summary>Which side.</summary>
    public RelaySide Side => (RelaySide)(Value & 1);

    /// <summary>The other side.</summary>
    public MediaLeg Other => IsRelayed ? new(Value ^ 1) : default;
}
