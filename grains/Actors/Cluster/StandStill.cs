namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Tells a process that stood still, be it stopped, suspended or starved, by what its own timer missed. It has heard nobody meanwhile, which
/// says nothing of the others. Used by one thread.
/// </summary>
public sealed class StandStill(TimeProvider time)
{
    /// <summary>A process that did nothing for so long stood still, and what it knows may be old: a timer that is due each second is never merely that late.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private long _at = time.GetTimestamp();

    /// <summary>True when the process stood still since this was asked last.</summary>
    public bool WasThere()
    {
        var before = _at;
        _at = time.GetTimestamp();
        return time.GetElapsedTime(before, _at) > Bound;
    }
}
