using System.Collections.Concurrent;
using System.Threading.Channels;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Trunk states that a test sets; watchers begin when Watch is called.</summary>
public sealed class FakeTrunkStates : ITrunkStates
{
    private readonly ConcurrentDictionary<ConnectorId, TrunkStatus> _states = new();
    private readonly ConcurrentDictionary<Channel<TrunkStatus>, bool> _watchers = new();
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();

    public int Watchers => _watchers.Count;

    public TrunkStatus? Find(ConnectorId connector) => _states.GetValueOrDefault(connector);

    public IEnumerable<TrunkStatus> OfNode(string node) => _states.Values.Where(status => status.Node == node);

    public IAsyncEnumerable<TrunkStatus> Watch(CancellationToken cancellation)
    {
        var channel = Channel.CreateUnbounded<TrunkStatus>();
        _watchers[channel] = true;
        cancellation.Register(() =>
        {
            _watchers.TryRemove(channel, out _);
            channel.Writer.TryComplete();
            _changes.Writer.TryWrite(true);
        });
        _changes.Writer.TryWrite(true);
        return channel.Reader.ReadAllAsync(cancellation);
    }

    public void Set(TrunkStatus status)
    {
        _states[status.Connector] = status;
        foreach (var watcher in _watchers.Keys) watcher.Writer.TryWrite(status);
    }

    /// <summary>Ends or breaks the streams of all watchers.</summary>
    public void End(Exception? exception = null)
    {
        foreach (var watcher in _watchers.Keys) watcher.Writer.TryComplete(exception);
    }

    /// <summary>Waits until so many watch.</summary>
    public async Task Watched(int count, CancellationToken cancellation)
    {
        while (Watchers != count) await _changes.Reader.ReadAsync(cancellation);
    }
}
