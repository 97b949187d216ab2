using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.CallRecords;

/// <summary>
/// Fetches what happened to calls from the shards, several times a second, and makes records and events of it: whatever costs more than a
/// note is done here, on a thread that no call waits for. Holds the lock of a shard for the time of swapping two lists.
/// </summary>
internal sealed partial class CallReporter(
    IServiceProvider services, CallBook book, CallRecordWriter writer, IEventPublisher events, ICallEventDemand listeners, NodeName node, TimeProvider time, ILogger<CallReporter> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private List<CallNews> _spare = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Report();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // It stops after SIP: what calls said last.
        Report();
    }

    /// <summary>Fetches and tells what there is.</summary>
    internal void Report()
    {
        if (services.GetRequiredService<SipService>() is not { IsListening: true, Node: var sip }) return;
        foreach (var shard in sip.Transactions.Shards)
        {
            List<CallNews>? news;
            var lost = 0;
            lock (shard.Lock) news = book.Find(shard)?.Take(_spare, out lost);
            if (news is null) continue;
            if (lost > 0) writer.Lose(lost);
            foreach (var each in news) Tell(each);
            news.Clear();
            _spare = news;
        }
    }

    private void Tell(CallNews news)
    {
        try
        {
            if (writer.IsOn && news.Part(node.Value) is { } part) writer.Add(part);
            if (!listeners.IsThere) return;
            foreach (var happened in news.Events) events.Publish(happened);
        }
#pragma warning disable CA1031 // A bug in what is told of one call must not silence all others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            writer.Lose(1);
            LogFault(log, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug in what is told of a call; its record is incomplete")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
