using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>The trunk states of the cluster in memory: one view per connector, shared by all routing tables.</summary>
internal sealed class TrunkStates : ITrunkStates
{
    /// <summary>How many changes a reader may lag behind before it loses the oldest.</summary>
    private const int WatchBuffer = 1024;

    private readonly ConcurrentDictionary<ConnectorId, TrunkView> _views = new();
    private ImmutableArray<Channel<TrunkStatus>> _watchers = [];

    public TrunkView View(ConnectorId connector) => _views.GetOrAdd(connector, static _ => new TrunkView());

    public TrunkStatus? Find(ConnectorId connector) => _views.TryGetValue(connector, out var view) ? view.Status : null;

    /// <summary>Takes a state over; false when it says nothing new.</summary>
    public bool Apply(TrunkStatus status)
    {
        var view = View(status.Connector);
        if (view.Status is { } known)
        {
            if (known == status) return false;
            // What a former home says late counts no more.
            if (status.Epoch < known.Epoch) return false;
            // Clocks of different nodes are not compared.
            if (known.Epoch == status.Epoch && known.Node == status.Node && status.Since < known.Since) return false;
        }
        view.Status = status;
        view.Usable = status.Usable;
        foreach (var watcher in _watchers) watcher.Writer.TryWrite(status);
        return true;
    }

    /// <summary>
    /// Takes a state over that came by way of the sequencer. A node heard its own at once, and the echo of an older one must not undo a
    /// newer one.
    /// </summary>
    public bool Hear(TrunkStatus status, string self) =>
        !(status.Node == self && Find(status.Connector) is { } known && known.Node == self && status.Epoch <= known.Epoch) && Apply(status);

    public void Forget(ConnectorId connector) => _views.TryRemove(connector, out _);

    public IEnumerable<TrunkStatus> OfNode(string node) => All.Where(s => s.Node == node);

    /// <summary>The states of all trunks of which one is known.</summary>
    public IEnumerable<TrunkStatus> All => _views.Values.Select(static v => v.Status).OfType<TrunkStatus>();

    public async IAsyncEnumerable<TrunkStatus> Watch([EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<TrunkStatus>(new BoundedChannelOptions(WatchBuffer)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        ImmutableInterlocked.Update(ref _watchers, static (all, added) => all.Add(added), channel);
        try
        {
            await foreach (var status in channel.Reader.ReadAllAsync(cancellation)) yield return status;
        }
        finally
        {
            ImmutableInterlocked.Update(ref _watchers, static (all, gone) => all.Remove(gone), channel);
        }
    }
}
