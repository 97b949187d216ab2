using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>Tells the sequencer of a change that is committed, and waits until it is in force on this node.</summary>
internal sealed class RoutePublisher(IGrainFactory grains, RoutingTableFeed feed)
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(2);

    /// <summary>Tells the sequencer only.</summary>
    public Task Tell(long sequence) => sequence == 0 ? Task.CompletedTask : grains.GetGrain<IRouteSequencerGrain>(0).Committed(sequence);

    /// <summary>
    /// Tells the sequencer and waits, so that whoever made the change sees it in force when its call returns. After the
    /// bound it returns anyway: the change is committed and comes with the next look at the log.
    /// </summary>
    public async Task Publish(long sequence)
    {
        if (sequence == 0) return;
        await Tell(sequence);
        await feed.WaitFor(sequence, _bound);
    }
}
