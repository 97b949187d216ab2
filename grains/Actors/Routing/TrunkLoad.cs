using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// What the calls of one connector take of this node, held against its limits. Counters that any thread changes in one step: nobody
/// waits for another here. The limits are given with each question, so that a change of them holds for the next call.
/// </summary>
public sealed class TrunkLoad
{
    private volatile ChannelAllotment _allotment = new(0, 0, 1);
    private int _channels, _pending;
    private CallRate _inbound, _outbound;

    /// <summary>Calls over the connector on this node.</summary>
    public int Channels => Volatile.Read(ref _channels);

    /// <summary>Calls that were offered to the far side and of which nothing was heard.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>How the connector's channels are shared among the nodes; alone until the connector says otherwise.</summary>
    public ChannelAllotment Allotment
    {
        get => _allotment;
        set => _allotment = value;
    }

    /// <summary>How many channels this node may have; <see cref="int.MaxValue"/> for no bound.</summary>
    public int MaxChannels(TrunkLimits limits)
    {
        if (limits.Channels == 0) return int.MaxValue;
        var allotment = _allotment;
        // A part of another limit says nothing of a limit that was raised from none.
        if (allotment.Nodes <= 1 || allotment.Limit == 0) return limits.Channels;
        var raised = Math.Max(0, limits.Channels - allotment.Limit) / allotment.Nodes;
        return Math.Min(allotment.Channels + raised, limits.Channels);
    }

    /// <summary>True while no call more is let through.</summary>
    public bool IsFull(TrunkLimits limits) => Channels >= MaxChannels(limits);

    /// <summary>Takes a channel; false when there is none.</summary>
    public bool TryOpenChannel(TrunkLimits limits) => TryAdd(ref _channels, MaxChannels(limits));

    /// <summary>Gives a channel back.</summary>
    public void CloseChannel() => Interlocked.Decrement(ref _channels);

    /// <summary>Takes one of the offers to the far side that may be without a word at a time; false when there is none.</summary>
    public bool TryOffer(TrunkLimits limits) => TryAdd(ref _pending, limits.PendingTransactions == 0 ? int.MaxValue : limits.PendingTransactions);

    /// <summary>The far side was heard of, or will not be.</summary>
    public void OfferHeard() => Interlocked.Decrement(ref _pending);

    /// <summary>Counts a call from the far side; false when there are too many in this second.</summary>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">The time since anything.</param>
    public bool TryCallIn(TrunkLimits limits, TimeSpan now) => _inbound.TryTake(limits.CallsPerSecond, now);

    /// <summary>Counts a call to the far side; false when there are too many in this second.</summary>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">The time since anything.</param>
    public bool TryCallOut(TrunkLimits limits, TimeSpan now) => _outbound.TryTake(limits.CallsPerSecond, now);

    /// <summary>True while no offer more is let through.</summary>
    public bool IsPendingFull(TrunkLimits limits) => limits.PendingTransactions != 0 && Volatile.Read(ref _pending) >= limits.PendingTransactions;

    /// <summary>True while no call more to the far side is let through in this second; counts nothing.</summary>
    /// <param name="limits">The limits in force.</param>
    /// <param name="now">The time since anything.</param>
    public bool IsRateSpent(TrunkLimits limits, TimeSpan now) => _outbound.IsSpent(limits.CallsPerSecond, now);

    private static bool TryAdd(ref int count, int most)
    {
        if (Interlocked.Increment(ref count) <= most) return true;
        Interlocked.Decrement(ref count);
        return false;
    }
}
