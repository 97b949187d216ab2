using SystemConnector.Sip.Authentication;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Counts challenges, and what became of the credentials that answered them. Any thread counts.</summary>
internal sealed class DigestCounters
{
    private readonly long[] _verdicts = new long[Enum.GetValues<DigestVerdict>().Length];
    private long _challenges;

    /// <summary>Requests that were challenged.</summary>
    public long Challenges => Volatile.Read(ref _challenges);

    /// <summary>Credentials by verdict.</summary>
    public IEnumerable<(DigestVerdict Verdict, long Count)> Verdicts => _verdicts.Select(static (count, verdict) => ((DigestVerdict)verdict, count));

    /// <summary>A request is challenged.</summary>
    public void CountChallenge() => Interlocked.Increment(ref _challenges);

    /// <summary>Credentials were looked at.</summary>
    public void Count(DigestVerdict verdict) => Interlocked.Increment(ref _verdicts[(int)verdict]);
}
