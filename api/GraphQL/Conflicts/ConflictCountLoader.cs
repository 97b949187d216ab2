using System.Collections.Immutable;
using GraphQL.DataLoader;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

/// <summary>Reads the conflict counts that the connectors of a page ask for in one statement, when the last of them has asked.</summary>
internal sealed class ConflictCountLoader(IConflictCounts counts)
{
    private readonly Lock _gate = new();
    private Batch? _open;

    /// <summary>What is made of a connector's counts.</summary>
    public IDataLoaderResult<T> Load<T>(ConnectorId connector, Func<ImmutableArray<ConflictCount>, T> select)
    {
        lock (_gate)
        {
            _open ??= new Batch(this);
            _open.Connectors.Add(connector);
            return new Loaded<T>(_open, connector, select);
        }
    }

    private sealed class Batch(ConflictCountLoader loader)
    {
        private Task<IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>>? _counts;

        public HashSet<ConnectorId> Connectors { get; } = [];

        public Task<IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>> Read()
        {
            lock (loader._gate)
            {
                if (loader._open == this) loader._open = null;
                // Others may wait for the same statement, so that of one who goes away is not ended.
                return _counts ??= loader.ReadCounts(Connectors);
            }
        }
    }

    private Task<IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>> ReadCounts(HashSet<ConnectorId> connectors) =>
        counts.Of(connectors, CancellationToken.None);

    private sealed class Loaded<T>(Batch batch, ConnectorId connector, Func<ImmutableArray<ConflictCount>, T> select) : IDataLoaderResult<T>
    {
        public async Task<T> GetResultAsync(CancellationToken cancellationToken = default) =>
            select((await batch.Read()).GetValueOrDefault(connector, []));

        async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => await GetResultAsync(cancellationToken);
    }
}
