using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Access;

/// <summary>Between rows of keys and what others see of them.</summary>
internal static class ApiKeyRows
{
    public static ApiKey Of(ApiKeyRow row) => new(
        new ApiKeyId(row.Id), row.Prefix, row.Name, (Role)row.Role,
        row.EverySite ? SiteScope.Every : SiteScope.Of(row.Sites.Select(static site => new SiteId(site.SiteId))),
        row.CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), Time(row.ExpiresAt), Time(row.RevokedAt), Time(row.LastUsedAt), row.Version);

    /// <summary>Whether a key opens everything now.</summary>
    public static bool IsAdminOfAll(ApiKey key, DateTimeOffset now) =>
        key is { Role: Role.Admin, Sites.IsEverySite: true, RevokedAt: null } && (key.ExpiresAt is not { } end || end > now);

    private static DateTimeOffset? Time(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
