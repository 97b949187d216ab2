using System.Collections.Immutable;

namespace SystemConnector.Contracts.Access;

/// <summary>Names an API key.</summary>
public readonly record struct ApiKeyId(Guid Value)
{
    /// <summary>A new id; later ids sort after earlier ones.</summary>
    public static ApiKeyId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>An API key without its secret, which nobody has but its owner.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Prefix">Stands in the key itself, so that one that was found in a file can be told from others.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Sites">Where.</param>
/// <param name="CreatedBy">Who made it, see <see cref="Actor"/>.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">From when on it opens nothing; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
/// <param name="LastUsedAt">When it was used last, to the minute; null when it never was.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record ApiKey(
    ApiKeyId Id, string Prefix, string Name, Role Role, SiteScope Sites, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, long Version);

/// <summary>A key to make.</summary>
public sealed record ApiKeySpec(string Name, Role Role, SiteScope Sites, DateTimeOffset? ExpiresAt);

/// <summary>A change of a key; both as they shall be.</summary>
public sealed record ApiKeyChange(string Name, DateTimeOffset? ExpiresAt);

/// <summary>A key that was just made.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">What its owner shows; told this once.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);

/// <summary>A key as this node checks it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Hash">SHA-256 of the whole key.</param>
/// <param name="Revoked">Cancelled when it was revoked, or ends earlier than it says here.</param>
public sealed record KnownApiKey(ApiKey Key, ImmutableArray<byte> Hash, CancellationToken Revoked);

/// <summary>The keys that this node knows: in memory, also while the database is away.</summary>
public interface IApiKeyring
{
    /// <summary>The key with that prefix that is not revoked; null when there is none.</summary>
    KnownApiKey? Find(string prefix);

    /// <summary>Whether there is an admin key of all sites that opens now, other than the bootstrap key.</summary>
    bool HasAdmin { get; }

    /// <summary>Notes that a key was used; written later and seldom.</summary>
    void Used(ApiKeyId key);
}

/// <summary>Lists and changes keys. Who may see or change which is told by the sites of whoever asks.</summary>
public interface IApiKeys
{
    /// <summary>Keys whose sites are all among these, the latest first.</summary>
    Task<Page<ApiKey>> List(SiteScope within, int first, ApiKeyId? after, CancellationToken cancellation);

    /// <summary>A key whose sites are all among these; null when there is none such.</summary>
    Task<ApiKey?> Find(SiteScope within, ApiKeyId id, CancellationToken cancellation);

    /// <summary>Makes a key; the caller has checked that it may. With faults that were <paramref name="found"/> already it makes none, and tells all of them.</summary>
    Task<Outcome<NewApiKey>> Create(ApiKeySpec spec, ImmutableArray<Fault> found = default);

    /// <summary>Changes a key. With <paramref name="keepAdmin"/> not so that no admin key of all sites is left.</summary>
    Task<Outcome<ApiKey>> Update(SiteScope within, ApiKeyId id, ApiKeyChange change, long? expectedVersion, bool keepAdmin);

    /// <summary>Revokes a key for ever. With <paramref name="keepAdmin"/> not the last admin key of all sites.</summary>
    Task<Outcome<ApiKey>> Revoke(SiteScope within, ApiKeyId id, bool keepAdmin);
}
