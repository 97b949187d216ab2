using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Trunk states that keep a reader waiting until they are released.</summary>
public sealed class StuckTrunkStates : ITrunkStates, IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();

    public Task Asked => _asked.Task;

    public void Release() => _released.Set();

    public void Dispose() => _released.Dispose();

    public TrunkStatus? Find(ConnectorId connector)
    {
        _asked.TrySetResult();
        _released.Wait(TimeSpan.FromMinutes(5));
        return null;
    }

    public IEnumerable<TrunkStatus> OfNode(string node) => throw new NotSupportedException();

    public IAsyncEnumerable<TrunkStatus> Watch(CancellationToken cancellation) => throw new NotSupportedException();
}
