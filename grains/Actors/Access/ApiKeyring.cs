using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Access;

/// <summary>Holds every key that is not revoked in memory, and follows the change log like the cluster's keys.</summary>
internal sealed class ApiKeyring(ConfigurationStore store, TimeProvider time) : IApiKeyring
{
    private readonly ConcurrentDictionary<ApiKeyId, DateTimeOffset> _used = new();
    private readonly Dictionary<ApiKeyId, CancellationTokenSource> _revoking = [];
    private volatile FrozenDictionary<string, KnownApiKey> _keys = FrozenDictionary<string, KnownApiKey>.Empty;

    public bool HasAdmin => _keys.Values.Any(known => ApiKeyRows.IsAdminOfAll(known.Key, time.GetUtcNow()));

    public KnownApiKey? Find(string prefix) => _keys.GetValueOrDefault(prefix);

    public void Used(ApiKeyId key) => _used[key] = time.GetUtcNow();

    /// <summary>The keys that were used since this was asked for last, and when.</summary>
    public IReadOnlyList<KeyValuePair<ApiKeyId, DateTimeOffset>> TakeUsed() =>
        [.. _used.Where(use => _used.TryRemove(use.Key, out _))];

    /// <summary>Puts those uses back that could not be written.</summary>
    public void PutBack(IEnumerable<KeyValuePair<ApiKeyId, DateTimeOffset>> uses)
    {
        foreach (var (key, at) in uses) _used.TryAdd(key, at);
    }

    /// <summary>Reads the keys and puts them in force on this node.</summary>
    public async Task Reload(CancellationToken cancellation)
    {
        var rows = await store.Read(db => db.ApiKeys.Include(static key => key.Sites).Where(static key => key.RevokedAt == 0).ToListAsync(cancellation), cancellation);
        var ended = Take([.. rows.Select(static row => (ApiKeyRows.Of(row), row.Hash))]);
        // Outside of the lock: whoever is told closes connections.
        foreach (var revoking in ended) await revoking.CancelAsync();
    }

    private List<CancellationTokenSource> Take(List<(ApiKey Key, byte[] Hash)> keys)
    {
        lock (_revoking)
        {
            // One that ends earlier than those know who came in with it is a new one to them: they come in again, until then.
            var kept = keys.Where(key => !EndsEarlier(key.Key)).Select(static key => key.Key.Id).ToHashSet();
            var gone = _revoking.Where(known => !kept.Contains(known.Key)).ToList();
            foreach (var (id, _) in gone) _revoking.Remove(id);
            _keys = keys.ToFrozenDictionary(static key => key.Key.Prefix, key => new KnownApiKey(key.Key, [.. key.Hash], Token(key.Key.Id)));
            return [.. gone.Select(static known => known.Value)];
        }
    }

    private bool EndsEarlier(ApiKey key) =>
        key.ExpiresAt is { } end && Find(key.Prefix) is { } known && (known.Key.ExpiresAt ?? DateTimeOffset.MaxValue) > end;

    private CancellationToken Token(ApiKeyId key)
    {
        if (!_revoking.TryGetValue(key, out var revoking)) _revoking[key] = revoking = new CancellationTokenSource();
        return revoking.Token;
    }
}
