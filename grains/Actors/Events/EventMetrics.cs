using System.Diagnostics.Metrics;

namespace SystemConnector.Grains.Events;

/// <summary>How the cluster's log of events flows through this node, for operators.</summary>
internal sealed class EventMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _published, _received, _lost;

    public EventMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("SystemConnector.Events");
        _published = _meter.CreateCounter<long>("systemconnector.event.published", "{event}", "Events that happened on this node");
        _received = _meter.CreateCounter<long>("systemconnector.event.received", "{event}", "Events of all nodes that came to this one");
        _lost = _meter.CreateCounter<long>("systemconnector.event.gaps", "{gap}", "How often events never came to this node, so that its subscribers had to read the state anew");
        // A counter without a value is not exported.
        foreach (var counter in new[] { _published, _received, _lost }) counter.Add(0);
    }

    /// <summary>Shows what the log and the publisher hold.</summary>
    public void Watch(EventLog log, EventPublisher publisher)
    {
        _meter.CreateObservableUpDownCounter("systemconnector.event.kept", () => log.Count, "{event}", "Events that this node keeps for subscribers that resume");
        _meter.CreateObservableUpDownCounter("systemconnector.event.unseen", () => publisher.Unseen, "{event}", "Events of this node that the cluster's log does not have yet");
    }

    public void Published() => _published.Add(1);

    public void Received() => _received.Add(1);

    public void Lost() => _lost.Add(1);
}
