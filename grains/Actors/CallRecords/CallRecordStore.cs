using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Bulk;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.CallRecords;

/// <summary>Call records in the database.</summary>
internal sealed class CallRecordStore(ConfigurationStore store, IBulkWriter bulk) : ICallRecords
{
    /// <summary>How many rows one statement closes or deletes at most, so that none holds others up.</summary>
    public const int RowsAtOnce = 1000;

    private const long MillisecondsPerMinute = 60_000;

    /// <summary>Writes parts: all or, when the database is away, none.</summary>
    public Task Write(IReadOnlyCollection<CallPart> parts) => store.WriteBeside(async db =>
    {
        await CallRecordUpserts.Write(db, bulk, parts);
        return parts.Count;
    });

    /// <inheritdoc/>
    public Task<CallRecord?> Find(CallKey key, CancellationToken cancellation) => store.Read(async db =>
        await db.CallRecords.SingleOrDefaultAsync(c => c.Id == key.Value, cancellation) is { } row ? CallRecordRows.Of(row) : null, cancellation);

    /// <inheritdoc/>
    public Task<(ImmutableArray<CallRecord> Records, bool HasMore)> List(CallRecordFilter filter, int first, CallKey? after, CancellationToken cancellation) => store.Read(async db =>
    {
        var found = new List<CallRecordRow>();
        foreach (var walk in Queries(db, filter, first + 1, after)) found.AddRange(await walk.ToListAsync(cancellation));
        // What two walks found alike, such as a call over one connector that came in and out, is one record.
        ImmutableArray<CallRecord> records = [.. found.DistinctBy(static c => c.Id).OrderByDescending(static c => c.Id).Take(first).Select(CallRecordRows.Of)];
        return (records, found.DistinctBy(static c => c.Id).Count() > first);
    }, cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<CallMinute>> PerMinute(ImmutableArray<SiteId> sites, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) => store.Read(async db =>
    {
        var ids = sites.Select(static s => (Guid?)s.Value).ToArray();
        var minutes = await Bounded(db.CallRecords, new CallRecordFilter(From: from, To: to), after: null)
            .Where(c => ids.Length == 0 || ids.Contains(c.SiteId))
            .GroupBy(static c => c.StartedAt / MillisecondsPerMinute)
            .Select(static minute => new
            {
                minute.Key,
                Calls = minute.Count(),
                Answered = minute.Count(static c => c.Outcome == (int)CallOutcome.Answered),
                Failed = minute.Count(static c => c.Outcome == (int)CallOutcome.Failed),
            })
            .OrderBy(static minute => minute.Key).ToListAsync(cancellation);
        return minutes.Select(static m => new CallMinute(DateTimeOffset.FromUnixTimeMilliseconds(m.Key * MillisecondsPerMinute), m.Calls, m.Answered, m.Failed)).ToImmutableArray();
    }, cancellation);

    /// <summary>The queries that together find a page.</summary>
    internal static IEnumerable<IQueryable<CallRecordRow>> Queries(ConnectorDb db, CallRecordFilter filter, int first, CallKey? after) =>
        Walks(Bounded(db.CallRecords, filter, after), filter).Select(walk => walk.OrderByDescending(static c => c.Id).Take(first));

    /// <summary>Closes calls whose session was over before that time and whose end nobody saw; some of them, as long as there are any.</summary>
    public Task<ImmutableArray<(CallKey Key, SiteId? Site, DateTimeOffset EndedAt)>> CloseUnseen(DateTimeOffset expiredBefore) => store.WriteBeside(async db =>
    {
        var until = expiredBefore.ToUnixTimeMilliseconds();
        var rows = await db.CallRecords.Where(c => c.EndedAt == null && c.ExpiresAt < until).OrderBy(static c => c.ExpiresAt).Take(RowsAtOnce)
            .Select(static c => new { c.Id, c.SiteId, c.ExpiresAt }).ToListAsync();
        var ids = rows.ConvertAll(static c => c.Id);
        await db.CallRecords.Where(c => ids.Contains(c.Id) && c.EndedAt == null)
            .ExecuteUpdateAsync(static set => set.SetProperty(static c => c.EndedAt, static c => c.ExpiresAt).SetProperty(static c => c.EndedBy, (int)CallEnd.NotSeen));
        return rows.Select(static c => (new CallKey(c.Id), c.SiteId is { } site ? new SiteId(site) : (SiteId?)null, DateTimeOffset.FromUnixTimeMilliseconds(c.ExpiresAt))).ToImmutableArray();
    });

    /// <summary>Deletes the oldest calls that began before that time; how many, at most <see cref="RowsAtOnce"/>.</summary>
    public Task<int> DeleteBefore(DateTimeOffset time)
    {
        var cut = CallRecordRows.KeyAt(time);
        return store.WriteBeside(db => Delete(db, c => c.Id.CompareTo(cut) < 0));
    }

    /// <summary>The latest call beyond that many; null when there are no more. It counts them, so nobody waits for it.</summary>
    public Task<CallKey?> FirstBeyond(int most) => store.Read(async db =>
        await db.CallRecords.OrderByDescending(static c => c.Id).Select(static c => (Guid?)c.Id).Skip(most).FirstOrDefaultAsync() is { } id ? new CallKey(id) : (CallKey?)null);

    /// <summary>Deletes the oldest calls up to that one; how many, at most <see cref="RowsAtOnce"/>.</summary>
    public Task<int> DeleteUpTo(CallKey last) => store.WriteBeside(db => Delete(db, c => c.Id.CompareTo(last.Value) <= 0));

    private static Task<int> Delete(ConnectorDb db, System.Linq.Expressions.Expression<Func<CallRecordRow, bool>> old) =>
        db.CallRecords.Where(c => db.CallRecords.Where(old).OrderBy(o => o.Id).Take(RowsAtOnce).Select(o => o.Id).Contains(c.Id)).ExecuteDeleteAsync();

    private static IQueryable<CallRecordRow> Bounded(IQueryable<CallRecordRow> calls, CallRecordFilter filter, CallKey? after)
    {
        if (after is { Value: var key }) calls = calls.Where(c => c.Id.CompareTo(key) < 0);
        if (filter.From is { } from)
        {
            var first = CallRecordRows.KeyAt(from);
            calls = calls.Where(c => c.Id.CompareTo(first) >= 0);
        }
        if (filter.To is { } to)
        {
            var end = CallRecordRows.KeyAt(to);
            calls = calls.Where(c => c.Id.CompareTo(end) < 0);
        }
        if (filter.Outcome is { } outcome) calls = calls.Where(c => c.Outcome == (int)outcome);
        if (filter.Cause is { } cause) calls = calls.Where(c => c.Cause == (int)cause);
        return calls;
    }

    /// <summary>
    /// A walk for each index that has a column of the filter in it, and for each site where nothing else leads: an OR over two columns or
    /// values would read the whole table.
    /// </summary>
    private static IEnumerable<IQueryable<CallRecordRow>> Walks(IQueryable<CallRecordRow> calls, CallRecordFilter filter)
    {
        var sites = filter.Sites.IsDefault ? [] : filter.Sites.Select(static s => (Guid?)s.Value).Distinct().ToArray();
        if (sites.Length > 0 && (filter.Number is not null || filter.Connector is not null || filter.Cause is not null)) calls = calls.Where(c => sites.Contains(c.SiteId));
        var connector = filter.Connector?.Value;
        if (filter.Number is { } number)
        {
            if (connector is not null) calls = calls.Where(c => c.ConnectorIn == connector || c.ConnectorOut == connector);
            yield return calls.Where(c => c.Number == number);
            yield return calls.Where(c => c.Caller == number);
        }
        else if (connector is not null)
        {
            yield return calls.Where(c => c.ConnectorIn == connector);
            yield return calls.Where(c => c.ConnectorOut == connector);
        }
        else if (sites.Length == 0 || filter.Cause is not null)
        {
            yield return calls;
        }
        else
        {
            foreach (var site in sites) yield return calls.Where(c => c.SiteId == site);
        }
    }
}
