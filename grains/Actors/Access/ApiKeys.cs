using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Access;

/// <summary>Makes, changes and revokes keys, each as a change of the log, so that all nodes know it within milliseconds.</summary>
internal sealed class ApiKeys(ConfigurationStore store, RoutePublisher publisher, TimeProvider time) : IApiKeys
{
    public Task<Page<ApiKey>> List(SiteScope within, int first, ApiKeyId? after, CancellationToken cancellation) => store.Read(async db =>
    {
        var all = Within(db, within);
        var total = await all.CountAsync(cancellation);
        if (after is { Value: var last }) all = all.Where(key => key.Id.CompareTo(last) < 0);
        var rows = await all.OrderByDescending(static key => key.Id).Take(first + 1).ToListAsync(cancellation);
        return new Page<ApiKey>([.. rows.Take(first).Select(ApiKeyRows.Of)], rows.Count > first, total);
    }, cancellation);

    public Task<ApiKey?> Find(SiteScope within, ApiKeyId id, CancellationToken cancellation) => store.Read(async db =>
        await Within(db, within).SingleOrDefaultAsync(key => key.Id == id.Value, cancellation) is { } row ? ApiKeyRows.Of(row) : null, cancellation);

    public Task<Outcome<NewApiKey>> Create(ApiKeySpec spec, ImmutableArray<Fault> found = default) => Change<NewApiKey>(async (db, log) =>
    {
        Guid[] sites = [.. spec.Sites.Sites.Select(static site => site.Value)];
        var faults = await Check(db, null, spec.Name, spec.ExpiresAt);
        if (!found.IsDefault) faults = faults.AddRange(found);
        if (await db.Sites.CountAsync(site => sites.Contains(site.Id)) != sites.Length)
            faults = faults.Add(new Fault(FaultCode.NotFound, "siteIds", "A site of these does not exist."));
        if (faults.Length > 0) return Outcome.Refused<NewApiKey>(faults);

        var prefix = ApiKeyText.NewPrefix();
        var secret = ApiKeyText.NewKey(prefix);
        var id = ApiKeyId.New().Value;
        var row = db.ApiKeys.Add(new ApiKeyRow
        {
            Id = id,
            Prefix = prefix,
            Name = spec.Name,
            Hash = ApiKeyText.Hash(secret),
            Role = (int)spec.Role,
            EverySite = spec.Sites.IsEverySite,
            Sites = [.. sites.Select(site => new ApiKeySiteRow { KeyId = id, SiteId = site })],
            CreatedBy = Actor.Current.Name,
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ExpiresAt = Milliseconds(spec.ExpiresAt),
            Version = 1,
        }).Entity;
        log.ApiKeys();
        return Outcome.Of(new NewApiKey(ApiKeyRows.Of(row), secret));
    });

    public Task<Outcome<ApiKey>> Update(SiteScope within, ApiKeyId id, ApiKeyChange change, long? expectedVersion, bool keepAdmin) => Change<ApiKey>(async (db, log) =>
    {
        if (await Find(db, within, id) is not { } row) return NotFound();
        var expires = Milliseconds(change.ExpiresAt);
        var faults = await Check(db, row.Id, change.Name, expires == row.ExpiresAt ? null : change.ExpiresAt);
        if (expectedVersion is { } expected && expected != row.Version)
            faults = faults.Add(new Fault(FaultCode.StaleVersion, "expectedVersion", $"The key has version {row.Version} by now."));
        if (row.RevokedAt != 0) faults = faults.Add(new Fault(FaultCode.Contradiction, "id", "The key is revoked: that is for ever."));
        if (keepAdmin && expires != 0 && row.ExpiresAt == 0 && await IsLastAdmin(db, row)) faults = faults.Add(LastAdmin("expiresAt"));
        if (faults.Length > 0) return Outcome.Refused<ApiKey>(faults);
        row.Name = change.Name;
        row.ExpiresAt = expires;
        row.Version++;
        log.ApiKeys();
        return Outcome.Of(ApiKeyRows.Of(row));
    });

    public Task<Outcome<ApiKey>> Revoke(SiteScope within, ApiKeyId id, bool keepAdmin) => Change<ApiKey>(async (db, log) =>
    {
        if (await Find(db, within, id) is not { } row) return NotFound();
        if (row.RevokedAt != 0) return Outcome.Of(ApiKeyRows.Of(row));
        if (keepAdmin && await IsLastAdmin(db, row)) return Outcome.Refused<ApiKey>(LastAdmin("id"));
        row.RevokedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        row.Version++;
        log.ApiKeys();
        return Outcome.Of(ApiKeyRows.Of(row));
    });

    /// <summary>Keys that open nothing outside of these sites.</summary>
    private static IQueryable<ApiKeyRow> Within(ConnectorDb db, SiteScope within)
    {
        var keys = db.ApiKeys.Include(static key => key.Sites).AsQueryable();
        if (within.IsEverySite) return keys;
        Guid[] sites = [.. within.Sites.Select(static site => site.Value)];
        return keys.Where(key => !key.EverySite && key.Sites.Count > 0 && key.Sites.All(site => sites.Contains(site.SiteId)));
    }

    private static Task<ApiKeyRow?> Find(ConnectorDb db, SiteScope within, ApiKeyId id) => Within(db, within).SingleOrDefaultAsync(key => key.Id == id.Value);

    private async Task<ImmutableArray<Fault>> Check(ConnectorDb db, Guid? self, string name, DateTimeOffset? expiresAt)
    {
        var faults = new List<Fault>();
        NameValidation.Check(name, "name", faults);
        if (faults.Count == 0 && await db.ApiKeys.AnyAsync(key => key.Name == name && key.RevokedAt == 0 && key.Id != self))
            faults.Add(new Fault(FaultCode.Taken, "name", $"There is a key \"{name}\" already."));
        if (expiresAt <= time.GetUtcNow()) faults.Add(new Fault(FaultCode.OutOfRange, "expiresAt", "The time has passed: revoke the key to end it now."));
        return [.. faults];
    }

    private async Task<bool> IsLastAdmin(ConnectorDb db, ApiKeyRow row)
    {
        var now = time.GetUtcNow();
        if (!ApiKeyRows.IsAdminOfAll(ApiKeyRows.Of(row), now)) return false;
        var milliseconds = now.ToUnixTimeMilliseconds();
        return !await db.ApiKeys.AnyAsync(key => key.Id != row.Id && key.Role == (int)Role.Admin && key.EverySite && key.RevokedAt == 0 && (key.ExpiresAt == 0 || key.ExpiresAt > milliseconds));
    }

    private async Task<Outcome<T>> Change<T>(Func<ConnectorDb, ChangeLog, Task<Outcome<T>>> write) where T : class
    {
        try
        {
            var (outcome, sequence) = await store.Write(write);
            await publisher.Publish(sequence);
            return outcome;
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<T>(StorageFault.Of(exception));
        }
    }

    private static long Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? 0;

    private static Fault LastAdmin(string field) =>
        new(FaultCode.Contradiction, field, "It is the last admin key of all sites, and the bootstrap key is off: make another one first.");

    private static Outcome<ApiKey> NotFound() => Outcome.Refused<ApiKey>(new Fault(FaultCode.NotFound, "id", "There is no API key with this id."));
}
