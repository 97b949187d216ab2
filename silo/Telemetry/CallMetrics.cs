using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Why;

namespace SystemConnector.Silo.Telemetry;

/// <summary>What operators see of calls and messages. Counters are words of the shards; only the times of a call are recorded one by one.</summary>
internal sealed class CallMetrics
{
    private static readonly InstrumentAdvice<double> _callTimes = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120],
    };

    private readonly Histogram<double> _postDialDelay, _setupTime;

    public CallMetrics(IMeterFactory meters, CallJournal journal, ConnectorTags connectors, IOptions<TelemetryOptions> options)
    {
        Sampler = new CallSampler(options.Value.TraceRatio);
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter(
            "systemconnector.call.attempts", () => Counters.Sum().Attempts, "{call}", "Calls of callers who proved who they are");
        meter.CreateObservableCounter("systemconnector.call.answered", () => Counters.Sum().Answered, "{call}", "Calls that were answered");
        meter.CreateObservableCounter(
            "systemconnector.call.cancelled", () => Counters.Sum().Cancelled, "{call}", "Calls whose caller hung up before there was an answer");
        meter.CreateObservableCounter(
            "systemconnector.call.failed", () => Failed(journal, connectors), "{call}", "Calls that were refused or failed, by cause; those of callers whom nobody knows included");
        meter.CreateObservableUpDownCounter(
            "systemconnector.call.pending", () => Counters.Sum().SettingUp, "{call}", "Calls that are being set up: neither answered nor given up");
        _postDialDelay = meter.CreateHistogram(
            "systemconnector.call.post_dial_delay", "s", "Time from a call to the first that its caller hears: ringing, an announcement or an answer", null, _callTimes);
        _setupTime = meter.CreateHistogram("systemconnector.call.setup_time", "s", "Time from a call to its answer", null, _callTimes);
        meter.CreateObservableCounter(
            "systemconnector.text.attempts", () => Counters.Sum().Messages, "{message}", "Text messages (SIP MESSAGE) of senders who proved who they are");
        meter.CreateObservableCounter("systemconnector.text.delivered", () => Counters.Sum().Delivered, "{message}", "Text messages that the other side took");
    }

    /// <summary>The meter of calls.</summary>
    public const string MeterName = "SystemConnector.Calls";

    /// <summary>The counters.</summary>
    public CallCounters Counters { get; } = new();

    /// <summary>Which calls are traced.</summary>
    public CallSampler Sampler { get; }

    /// <summary>The caller hears something.</summary>
    public void Heard(TimeSpan after) => _postDialDelay.Record(after.TotalSeconds);

    /// <summary>The call was answered.</summary>
    public void Answered(TimeSpan after) => _setupTime.Record(after.TotalSeconds);

    private static IEnumerable<Measurement<long>> Failed(CallJournal journal, ConnectorTags connectors)
    {
        var all = (from tally in journal.Tallies
                   group tally.Count by (tally.Cause, Connector: connectors.Of(tally.Connector)) into same
                   select (same.Key, Count: same.Sum())).ToList();
        foreach (var (key, count) in all) yield return new(count, [Cause(key.Cause), .. key.Connector]);
        // From the start: a series that begins with its first failure has no increase to see.
        foreach (var cause in Enum.GetValues<CallCause>())
            if (all.TrueForAll(each => each.Key.Cause != cause || each.Key.Connector != default)) yield return new(0, Cause(cause));

        static KeyValuePair<string, object?> Cause(CallCause cause) => new("call.cause", Snake.Of(cause));
    }
}
