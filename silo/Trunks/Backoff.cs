namespace SystemConnector.Silo.Trunks;

/// <summary>How long to wait before the next registration (RFC 5626 §4.5): 50–100 % of min(1800, 30·2^n) s after n failures in a row.</summary>
internal struct Backoff
{
    private const double Base = 30, Longest = 1800;

    // 30·2^6 is over the longest.
    private const int EnoughDoublings = 6;

    private int _failures;

    /// <summary>Counts a failure and says how long to wait.</summary>
    /// <param name="jitter">From 0 up to 1.</param>
    public TimeSpan Next(double jitter)
    {
        if (_failures < EnoughDoublings) _failures++;
        var bound = Math.Min(Longest, Base * (1 << _failures));
        return TimeSpan.FromSeconds(bound * (0.5 + 0.5 * jitter));
    }

    /// <summary>It worked: the next failure is the first one.</summary>
    public void Reset() => _failures = 0;
}
