using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Previews;

/// <summary>Validates a draft as the change itself is validated, and makes of it what the routing table would be told of the change. Writes nothing.</summary>
internal sealed class DraftReader(ConfigurationStore store, ConnectorDrafts connectors, NumberDrafts numbers)
{
    /// <summary>The drafted site, or every fault.</summary>
    public async Task<Outcome<DraftedSite>> Read(RoutingTable table, RouteDraft draft, DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            return await store.Read(db => draft switch
            {
                RouteDraft.NewConnector created => connectors.Create(db, table, created),
                RouteDraft.ChangedConnector changed => connectors.Change(db, table, changed),
                RouteDraft.SwitchedConnector switched => connectors.Switch(db, table, switched),
                RouteDraft.DeletedConnector deleted => connectors.Delete(table, deleted),
                RouteDraft.Numbers changed => numbers.Change(db, table, changed, at),
                _ => throw new ArgumentOutOfRangeException(nameof(draft)),
            }, cancellation);
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<DraftedSite>(StorageFault.Of(exception));
        }
    }

    internal static Outcome<DraftedSite> NotFound(string field, string what) =>
        Outcome.Refused<DraftedSite>(new Fault(FaultCode.NotFound, field, $"There is no such {what}."));
}
