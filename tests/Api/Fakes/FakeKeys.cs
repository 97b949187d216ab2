using System.Collections.Concurrent;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Keys that a test makes and revokes, as a node knows them.</summary>
public sealed class FakeKeys : IApiKeyring
{
    private readonly ConcurrentDictionary<string, (KnownApiKey Known, CancellationTokenSource Revoking)> _keys = new();

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
}

/// <summary>The sites of the connectors of the world.</summary>
public sealed class FakeSiteDirectory(World world) : ISiteDirectory
{
    public SiteId? SiteOf(ConnectorId connector) => world.Connectors.TryGetValue(connector, out var found) ? found.Site : null;

    public SiteId? Find(string name) => world.Sites.Values.FirstOrDefault(site => site.Name == name)?.Id;
}
