using System.Collections.Concurrent;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Trunk states that a test sets, and the log of events in which they stand.</summary>
public sealed class FakeTrunkStates : ITrunkStates
{
    private readonly ConcurrentDictionary<ConnectorId, TrunkStatus> _states = new();

    public FakeEventLog Events { get; } = new();

    /// <summary>Says how many subscriptions run; set by the host.</summary>
    public Func<int> Subscriptions { get; set; } = static () => 0;

    public TrunkStatus? Find(ConnectorId connector) => _states.GetValueOrDefault(connector);

    public IEnumerable<TrunkStatus> OfNode(string node) => _states.Values.Where(status => status.Node == node);

    public IAsyncEnumerable<TrunkStatus> Watch(CancellationToken cancellation) => throw new NotSupportedException("The API reads the log of events.");

    public void Set(TrunkStatus status, SiteId? site = null)
    {
        _states[status.Connector] = status;
        Events.Add(new TrunkStateChanged(site, DateTimeOffset.UnixEpoch, status));
    }

    /// <summary>Waits until so many subscriptions run.</summary>
    public async Task Watched(int count, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Subscriptions() != count) await timer.WaitForNextTickAsync(cancellation);
    }
}
