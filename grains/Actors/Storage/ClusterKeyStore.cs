using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>Reads the cluster's keys from the database, and makes the first when there is none.</summary>
internal sealed class ClusterKeyStore(ConfigurationStore store, SecretProtector protector, TimeProvider time)
{
    private const int KeyLength = 32;

    public async Task<ImmutableArray<ClusterKey>> Load(CancellationToken cancellation)
    {
        var rows = await store.Read(db => db.ClusterKeys.OrderBy(static k => k.Id).ToListAsync(cancellation), cancellation);
        if (rows.Count == 0) rows = [await First(cancellation)];
        return [.. rows.Select(k => new ClusterKey((byte)k.Id, protector.Unprotect(SecretPurpose.OfClusterKey(k.Id), k.Material)))];
    }

    // Two nodes that start at once both come here; writers run one after the other, so the second finds the first's key.
    private async Task<ClusterKeyRow> First(CancellationToken cancellation)
    {
        var written = await store.Write(async (db, _) =>
        {
            if (await db.ClusterKeys.AsNoTracking().SingleOrDefaultAsync(static k => k.Id == 1, cancellation) is { } found) return Outcome.Of(found);
            var material = protector.Protect(SecretPurpose.OfClusterKey(1), RandomNumberGenerator.GetBytes(KeyLength));
            var row = new ClusterKeyRow { Id = 1, Material = material, CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds() };
            db.ClusterKeys.Add(row);
            return Outcome.Of(row);
        });
        return written.Outcome.Value!;
    }
}
