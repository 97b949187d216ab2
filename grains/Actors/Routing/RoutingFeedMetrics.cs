using System.Diagnostics.Metrics;

namespace SystemConnector.Grains.Routing;

/// <summary>How this node's routing table keeps up with the change log, for operators.</summary>
internal sealed class RoutingFeedMetrics
{
    // The feed reads the log itself every five seconds: three times in a row is no hiccup.
    private static readonly TimeSpan _away = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _time;
    private readonly Histogram<double> _loads, _changes;
    private long _version, _head, _changedAt, _logReadAt;

    public RoutingFeedMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create("SystemConnector.Routing");
        _loads = meter.CreateHistogram(
            "systemconnector.routing.load.duration", "s", "Time to read all tables and put them in force", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _changes = meter.CreateHistogram(
            "systemconnector.routing.change.duration", "s", "Time from hearing of changes to having them in force", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] });
        meter.CreateObservableGauge(
            "systemconnector.routing.version", () => Volatile.Read(ref _version), "{change}", "Entry of the change log up to which the routing table holds everything");
        meter.CreateObservableGauge(
            "systemconnector.routing.lag", () => Math.Max(0, Volatile.Read(ref _head) - Volatile.Read(ref _version)), "{change}", "Changes that are known to exist and are not in force on this node");
        meter.CreateObservableGauge(
            "systemconnector.routing.age", () => Since(ref _changedAt), "s", "Time since the routing table was changed last");
        meter.CreateObservableGauge(
            "systemconnector.database.silence", () => Since(ref _logReadAt), "s", "Time since the node read the change log in the database last; it tries every five seconds");
        meter.CreateObservableGauge(
            "systemconnector.database.reachable", () => _logReadAt != 0 && _time.GetElapsedTime(_logReadAt) < _away ? 1 : 0, null, "1 while the node reads the change log in the database, 0 when it could not for 15 s");
    }

    /// <summary>All tables were read, and are in force.</summary>
    public void Loaded(long version, long since)
    {
        InForce(version);
        LogRead();
        _loads.Record(_time.GetElapsedTime(since).TotalSeconds);
    }

    /// <summary>Changes are in force.</summary>
    public void Changed(long version, long since)
    {
        InForce(version);
        _changes.Record(_time.GetElapsedTime(since).TotalSeconds);
    }

    /// <summary>The log goes that far.</summary>
    public void Heard(long head) => Volatile.Write(ref _head, head);

    /// <summary>The node read the log in the database.</summary>
    public void LogRead() => Volatile.Write(ref _logReadAt, _time.GetTimestamp());

    private void InForce(long version)
    {
        Volatile.Write(ref _version, version);
        Volatile.Write(ref _changedAt, _time.GetTimestamp());
    }

    private double Since(ref long at) => Volatile.Read(ref at) is not 0 and var then ? _time.GetElapsedTime(then).TotalSeconds : 0;
}
