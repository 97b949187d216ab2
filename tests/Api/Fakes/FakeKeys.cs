using System.Collections.Concurrent;
using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Keys that a test makes and revokes, as a node knows them, and as they are listed and changed.</summary>
public sealed class FakeKeys(World world) : IApiKeyring, IApiKeys
{
    private readonly ConcurrentDictionary<string, (KnownApiKey Known, CancellationTokenSource Revoking)> _keys = new();

    private readonly ConcurrentDictionary<ApiKeyId, ApiKey> _listed = new();

    public bool HasAdmin => false;

    public ConcurrentQueue<ApiKeyId> Uses { get; } = new();

    /// <summary>Makes a key of some sites; of all where none is named.</summary>
    public string Add(Role role, DateTimeOffset? expiresAt = null, params SiteId[] sites)
    {
        var (prefix, revoking) = (ApiKeyText.NewPrefix(), new CancellationTokenSource());
        var secret = ApiKeyText.NewKey(prefix);
        var key = new ApiKey(
            ApiKeyId.New(), prefix, $"{role}-{prefix}", role, sites.Length == 0 ? SiteScope.Every : SiteScope.Of(sites), "test", DateTimeOffset.UnixEpoch, expiresAt, null, null, 1);
        _keys[prefix] = (new KnownApiKey(key, [.. ApiKeyText.Hash(secret)], revoking.Token), revoking);
        return secret;
    }

    public void Revoke(string secret)
    {
        if (_keys.TryRemove(ApiKeyText.PrefixOf(secret)!, out var gone)) gone.Revoking.Cancel();
    }

    public KnownApiKey? Find(string prefix) => _keys.TryGetValue(prefix, out var found) ? found.Known : null;

    public void Used(ApiKeyId key) => Uses.Enqueue(key);

    public Task<Page<ApiKey>> List(SiteScope within, int first, ApiKeyId? after, CancellationToken cancellation)
    {
        var all = _listed.Values.Where(key => within.Covers(key.Sites)).OrderByDescending(key => key.Id.Value).ToList();
        var rest = all.Where(key => after is null || key.Id.Value.CompareTo(after.Value.Value) < 0).ToList();
        return Task.FromResult(new Page<ApiKey>([.. rest.Take(first)], rest.Count > first, all.Count));
    }

    public Task<ApiKey?> Find(SiteScope within, ApiKeyId id, CancellationToken cancellation) =>
        Task.FromResult(_listed.GetValueOrDefault(id) is { } key && within.Covers(key.Sites) ? key : null);

    public Task<Outcome<NewApiKey>> Create(ApiKeySpec spec, ImmutableArray<Fault> found = default)
    {
        if (!found.IsDefaultOrEmpty) return Task.FromResult(Outcome.Refused<NewApiKey>(found));
        if (!spec.Sites.Sites.All(world.Sites.ContainsKey))
            return Task.FromResult(Outcome.Refused<NewApiKey>(new Fault(FaultCode.NotFound, "siteIds", "A site of these does not exist.")));
        var key = new ApiKey(ApiKeyId.New(), ApiKeyText.NewPrefix(), spec.Name, spec.Role, spec.Sites, Actor.Current.Name, DateTimeOffset.UnixEpoch, spec.ExpiresAt, null, null, 1);
        _listed[key.Id] = key;
        return Task.FromResult(Outcome.Of(new NewApiKey(key, ApiKeyText.NewKey(key.Prefix))));
    }

    public Task<Outcome<ApiKey>> Update(SiteScope within, ApiKeyId id, ApiKeyChange change, long? expectedVersion, bool keepAdmin) =>
        Change(within, id, key => key with { Name = change.Name, ExpiresAt = change.ExpiresAt, Version = key.Version + 1 });

    public Task<Outcome<ApiKey>> Revoke(SiteScope within, ApiKeyId id, bool keepAdmin) => Change(within, id, static key => key with { RevokedAt = DateTimeOffset.UnixEpoch });

    private async Task<Outcome<ApiKey>> Change(SiteScope within, ApiKeyId id, Func<ApiKey, ApiKey> change) => await Find(within, id, default) is { } key
        ? Outcome.Of(_listed[id] = change(key))
        : Outcome.Refused<ApiKey>(new Fault(FaultCode.NotFound, "id", "There is no API key with this id."));
}

/// <summary>The sites of the connectors of the world.</summary>
public sealed class FakeSiteDirectory(World world) : ISiteDirectory
{
    public SiteId? SiteOf(ConnectorId connector) => world.Connectors.TryGetValue(connector, out var found) ? found.Site : null;

    public string? NameOf(ConnectorId connector) => world.Connectors.TryGetValue(connector, out var found) ? found.Name : null;

    public SiteId? Find(string name) => world.Sites.Values.FirstOrDefault(site => site.Name == name)?.Id;
}
