using System.Diagnostics;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Counts what the trunks of this node do. Any thread counts, once for each registration.</summary>
internal sealed class TrunkCounters
{
    // 0 stands for no response.
    private const int Classes = 7;

    private readonly long[] _registrations = new long[Enum.GetValues<RegisterVerdict>().Length * Classes];
    private long _requests, _losses;

    /// <summary>REGISTER requests that were sent; one registration may take several.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>How often a trunk that calls could use became one that they cannot.</summary>
    public long Losses => Volatile.Read(ref _losses);

    /// <summary>Registrations by verdict and class of the last response, those that happened.</summary>
    public IEnumerable<(RegisterVerdict Verdict, int Class, long Count)> Registrations =>
        _registrations.Select(static (count, i) => ((RegisterVerdict)(i / Classes), i % Classes, count)).Where(static each => each.count > 0);

    /// <summary>A REGISTER is sent.</summary>
    public void Requested() => Interlocked.Increment(ref _requests);

    /// <summary>A registration was accepted, refused or given up.</summary>
    public void Registered(RegisterOutcome outcome, string trunk, DateTimeOffset began)
    {
        Interlocked.Increment(ref _registrations[(int)outcome.Verdict * Classes + Math.Min(outcome.Status / 100, Classes - 1)]);
        using var span = Traces.Past(Traces.Trunks, "REGISTER", ActivityKind.Client, began);
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("systemconnector.connector", trunk).SetTag("sip.status_code", outcome.Status).SetTag("systemconnector.outcome", Snake.Of(outcome.Verdict));
        if (outcome.Verdict != RegisterVerdict.Accepted) span.SetStatus(ActivityStatusCode.Error, outcome.Cause);
    }

    /// <summary>A trunk cannot be used any more.</summary>
    public void Lost() => Interlocked.Increment(ref _losses);
}
