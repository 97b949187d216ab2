using System.Diagnostics.Metrics;

namespace SystemConnector.Api.Transport;

/// <summary>What operators see of subscriptions.</summary>
internal sealed class SubscriptionMetrics
{
    private readonly UpDownCounter<long> _subscribers;
    private readonly Counter<long> _answers, _laggards, _cutOffs;
    private int _count;

    public SubscriptionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("SystemConnector.Subscriptions");
        _subscribers = meter.CreateUpDownCounter<long>("systemconnector.subscription.active", "{subscription}", "Subscriptions that run on this node");
        _answers = meter.CreateCounter<long>("systemconnector.subscription.answers", "{answer}", "Answers of subscriptions that were handed to clients' connections");
        _laggards = meter.CreateCounter<long>("systemconnector.subscription.behind", "{subscription}", "How often a subscription had more waiting than its connection may hold, and went on at its client's pace");
        _cutOffs = meter.CreateCounter<long>("systemconnector.subscription.cut_off", "{connection}", "Connections that were cut off since their client did not read");
        // What was never counted is not exported.
        _subscribers.Add(0);
        foreach (var counter in new[] { _answers, _laggards, _cutOffs }) counter.Add(0);
    }

    /// <summary>How many run.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Began()
    {
        Interlocked.Increment(ref _count);
        _subscribers.Add(1);
    }

    public void Ended()
    {
        Interlocked.Decrement(ref _count);
        _subscribers.Add(-1);
    }

    public void Answered(int count) => _answers.Add(count);

    public void FellBehind() => _laggards.Add(1);

    public void CutOff() => _cutOffs.Add(1);
}
