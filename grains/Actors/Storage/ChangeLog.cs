using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>Gathers the entries of the change log that one transaction writes.</summary>
internal sealed class ChangeLog
{
    /// <summary>From so many numbers of one site on, the log says "read the site whole".</summary>
    private const int MaxNumbers = 500;

    /// <summary>So many layers one transaction has for itself.</summary>
    public const int LayersPerChange = 1_024;

    private readonly RouteHeadRow _head;
    private readonly List<(RouteChangeKind Kind, string Key)> _entries = [];

    private ChangeLog(RouteHeadRow head) => _head = head;

    /// <summary>Locks the log for the transaction of the context, then looks where it ends.</summary>
    public static async Task<ChangeLog> Lock(ConnectorDb db)
    {
        // A statement that changes nothing takes the row's lock on PostgreSQL; on SQLite the transaction has it already.
        await db.RouteHeads.Where(static h => h.Id == RouteHeadRow.TheOne)
            .ExecuteUpdateAsync(static set => set.SetProperty(static h => h.Sequence, static h => h.Sequence));
        return new ChangeLog(await db.RouteHeads.SingleAsync(static h => h.Id == RouteHeadRow.TheOne));
    }

    public void Site(SiteId site) => _entries.Add((RouteChangeKind.Site, site.ToString()));

    public void Connector(ConnectorId connector) => _entries.Add((RouteChangeKind.Connector, connector.ToString()));

    /// <summary>The sequence that the first entry of this transaction gets: it grows from one change to the next.</summary>
    public long Next => _head.Sequence + 1;

    /// <summary>Where the decisions of this transaction lie: above all earlier ones. The places up to the next transaction's are for its waves.</summary>
    public long Layer => Next * LayersPerChange;

    public void Decisions(SiteId site, IReadOnlyCollection<string> numbers)
    {
        if (numbers.Count > MaxNumbers) WholeSite(site);
        else foreach (var number in numbers) _entries.Add((RouteChangeKind.Decision, $"{site}/{number}"));
    }

    public void Bindings(string addressOfRecord) => _entries.Add((RouteChangeKind.Bindings, addressOfRecord));

    public void Node(int number) => _entries.Add((RouteChangeKind.Node, number.ToString(CultureInfo.InvariantCulture)));

    public void ApiKeys() => _entries.Add((RouteChangeKind.ApiKeys, ""));

    public void ClusterKeys() => _entries.Add((RouteChangeKind.ClusterKeys, ""));

    public void Numbers(SiteId site, IReadOnlyCollection<string> numbers)
    {
        if (numbers.Count > MaxNumbers) WholeSite(site);
        else foreach (var number in numbers) _entries.Add((RouteChangeKind.LocalNumber, $"{site}/{number}"));
    }

    private void WholeSite(SiteId site) => _entries.Add((RouteChangeKind.WholeSite, site.ToString()));

    /// <summary>Adds the entries to the context; returns the last sequence, 0 when there are none.</summary>
    public long Append(ConnectorDb db)
    {
        if (_entries.Count == 0) return 0;
        foreach (var (kind, key) in _entries)
            db.RouteChanges.Add(new RouteChangeRow { Sequence = ++_head.Sequence, Kind = (int)kind, Key = key });
        return _head.Sequence;
    }
}
