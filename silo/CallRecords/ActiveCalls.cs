using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.CallRecords;

/// <summary>Tells of the calls that this node keeps; holds the lock of a shard for the time of copying its calls.</summary>
internal sealed class ActiveCalls(IServiceProvider services, CallBook book) : IActiveCalls
{
    /// <inheritdoc/>
    public ImmutableArray<ActiveCallInfo> All(SiteId? site, ConnectorId? connector)
    {
        var sip = services.GetRequiredService<SipService>();
        if (!sip.IsListening) return [];
        var calls = new List<ActiveCall>();
        foreach (var shard in sip.Node.Transactions.Shards)
            lock (shard.Lock) book.Find(shard)?.CopyTo(calls);
        return
        [
            .. calls
                .Where(call => (site is null || call.Facts.Site == site) && (connector is null || call.Facts.ConnectorIn == connector || call.ConnectorOut == connector))
                .OrderByDescending(static call => call.Facts.Key.Value)
                .Select(static call => new ActiveCallInfo(
                    call.Facts.Key, call.Facts.Site, call.Facts.CallId, call.Facts.From, call.Facts.Number.Length > 0 ? call.Facts.Number.ToString() : call.Facts.To,
                    call.Facts.ConnectorIn, call.ConnectorOut, call.Facts.StartedAt, call.AnsweredAt)),
        ];
    }
}
