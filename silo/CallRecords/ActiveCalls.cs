using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.CallRecords;

/// <summary>Tells of the calls that this node keeps; holds the lock of a shard for the time of copying its calls.</summary>
internal sealed class ActiveCalls(IServiceProvider services, CallBook book) : IActiveCalls
{
    /// <inheritdoc/>
    public NodePage<ActiveCallInfo> Latest(SiteId? site, ConnectorId? connector, int first, CallKey? after)
    {
        var sip = services.GetRequiredService<SipService>();
        if (!sip.IsListening) return new([], 0);
        var calls = new List<ActiveCall>();
        foreach (var shard in sip.Node.Transactions.Shards)
            lock (shard.Lock) book.Find(shard)?.CopyTo(calls);
        calls.RemoveAll(call => (site is not null && call.Facts.Site != site) || (connector is not null && call.Facts.ConnectorIn != connector && call.ConnectorOut != connector));
        // Only those of the page are put into words: there may be thousands, and most who ask want their number.
        var page = calls.Where(call => after is not { Value: var key } || call.Facts.Key.Value.CompareTo(key) < 0).OrderByDescending(static call => call.Facts.Key.Value).Take(first);
        return new([.. page.Select(Told)], calls.Count);
    }

    private static ActiveCallInfo Told(ActiveCall call) => new(
        call.Facts.Key, call.Facts.Site, call.Facts.CallId, call.Facts.From, call.Facts.Number.Length > 0 ? call.Facts.Number.ToString() : call.Facts.To,
        call.Facts.ConnectorIn, call.ConnectorOut, call.Facts.StartedAt, call.AnsweredAt);
}
