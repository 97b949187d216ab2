using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Previews;

/// <summary>Validates a draft as the change itself is validated, and makes of it what the routing table would be told of the change. Writes nothing.</summary>
internal sealed class DraftReader(ConfigurationStore store, ConnectorDrafts connectors, NumberDrafts numbers)
{
    /// <summary>The drafted site, or every fault.</summary>
    /// <param name="table">What is in force.</param>
    /// <param name="draft">The change.</param>
    /// <param name="now">The time at which it would be made.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Outcome<DraftedSite>> Read(RoutingTable table, RouteDraft draft, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return await store.Read(async db =>
            {
                var outcome = await (draft switch
                {
                    RouteDraft.NewConnector created => connectors.Create(db, table, created),
                    RouteDraft.ChangedConnector changed => connectors.Change(db, table, changed),
                    RouteDraft.SwitchedConnector switched => connectors.Switch(db, table, switched),
                    RouteDraft.DeletedConnector deleted => connectors.Delete(table, deleted),
                    RouteDraft.Numbers changed => numbers.Change(db, table, changed, now),
                    _ => throw new ArgumentOutOfRangeException(nameof(draft)),
                });
                if (outcome.Value is not { } drafted) return outcome;
                // Calls need not know what a site declares, so the routing table does not.
                var declared = await db.Sites.Where(s => s.Id == drafted.Before.Id.Value).Select(static s => s.LocalRanges).SingleOrDefaultAsync(cancellation);
                return outcome with { Value = drafted with { LocalRanges = LocalRanges.Parse(declared ?? "") } };
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
