using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>Reads the cluster's keys from the database, makes the first when there is none, and others after it.</summary>
internal sealed class ClusterKeyStore(ConfigurationStore store, SecretProtector protector, ClusterKeys keys, TimeProvider time)
{
    private const int KeyLength = 32;

    /// <summary>How long a key opens after the next one began to seal: calls that are older cannot be ended through us.</summary>
    public static readonly TimeSpan Opens = TimeSpan.FromHours(48);

    /// <summary>How long a key is known before it seals: within that every node reads the change log, even without a sequencer.</summary>
    public static readonly TimeSpan Announced = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan _apart = TimeSpan.FromMinutes(1);

    /// <summary>Reads the keys and puts them in force on this node.</summary>
    public async Task Reload(CancellationToken cancellation)
    {
        var rows = await store.Read(db => Ordered(db).ToListAsync(cancellation), cancellation);
        if (rows.Count == 0) rows = [await First(cancellation)];
        keys.Load([.. rows.Select((row, i) => new ClusterKey((byte)row.Id, protector.Unprotect(SecretPurpose.OfClusterKey(row.Id), row.Material))
        {
            SealsFrom = DateTimeOffset.FromUnixTimeMilliseconds(row.SealsFrom),
            OpensUntil = OpensUntil(rows, i),
        })]);
    }

    /// <summary>Makes a key that seals soon, and forgets those that open nothing any more.</summary>
    /// <returns>The outcome, and the entry of the change log that announces it.</returns>
    public Task<Written<ClusterKey>> Rotate(int? expected = null) => store.Write(async (db, log) =>
    {
        var now = time.GetUtcNow();
        var rows = await Ordered(db).ToListAsync();
        if (expected is not null && rows[^1].Id != expected)
            return Outcome.Refused<ClusterKey>(new Fault(FaultCode.StaleVersion, "expectedKey", $"The last key is {rows[^1].Id} by now."));
        if (now - DateTimeOffset.FromUnixTimeMilliseconds(rows[^1].CreatedAt) < _apart)
            return Outcome.Refused<ClusterKey>(new Fault(FaultCode.OutOfRange, "", "The last key was made less than a minute ago: that is the least between two."));
        var ended = rows.Where((_, i) => i > 0 && OpensUntil(rows, i) <= now).ToList();
        db.ClusterKeys.RemoveRange(ended);
        if (NextId(rows.Except(ended).Select(static r => r.Id).ToHashSet(), rows[^1].Id) is not { } id)
            return Outcome.Refused<ClusterKey>(new Fault(FaultCode.OutOfRange, "", "There are 255 keys that still open: wait until the oldest of them end."));
        var row = NewRow(id, now, now + Announced);
        db.ClusterKeys.Add(row);
        log.ClusterKeys();
        return Outcome.Of(new ClusterKey((byte)id, []) { SealsFrom = now + Announced });
    });

    private static IOrderedQueryable<ClusterKeyRow> Ordered(ConnectorDb db) => db.ClusterKeys.OrderBy(static k => k.SealsFrom).ThenBy(static k => k.Id);

    private static DateTimeOffset? OpensUntil(List<ClusterKeyRow> rows, int i) =>
        i + 1 < rows.Count ? DateTimeOffset.FromUnixTimeMilliseconds(rows[i + 1].SealsFrom) + Opens : null;

    /// <summary>The next free id after the last, in a circle of 255: so one that is used again was free for long.</summary>
    private static int? NextId(HashSet<int> taken, int last)
    {
        for (var i = 0; i < byte.MaxValue; i++)
            if ((last + i) % byte.MaxValue + 1 is var id && !taken.Contains(id)) return id;
        return null;
    }

    // Two nodes that start at once both come here; writers run one after the other, so the second finds the first's key.
    private async Task<ClusterKeyRow> First(CancellationToken cancellation)
    {
        var written = await store.Write(async (db, _) =>
        {
            if (await db.ClusterKeys.AsNoTracking().SingleOrDefaultAsync(static k => k.Id == 1, cancellation) is { } found) return Outcome.Of(found);
            var row = NewRow(1, time.GetUtcNow(), DateTimeOffset.UnixEpoch);
            db.ClusterKeys.Add(row);
            return Outcome.Of(row);
        });
        return written.Outcome.Value!;
    }

    private ClusterKeyRow NewRow(int id, DateTimeOffset now, DateTimeOffset sealsFrom) => new()
    {
        Id = id,
        Material = protector.Protect(SecretPurpose.OfClusterKey(id), RandomNumberGenerator.GetBytes(KeyLength)),
        CreatedAt = now.ToUnixTimeMilliseconds(),
        SealsFrom = sealsFrom.ToUnixTimeMilliseconds(),
    };
}
