using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.ApiKeys;

/// <summary>An API key as the API shows it.</summary>
[Name("ApiKey"), Description("A key that opens the API. Its secret was shown once, when it was made.")]
internal sealed class ApiKeyNode(ApiKey key)
{
    [Id, Description("The id.")]
    public string Id => GlobalId.Of(key.Id);

    [Description("The part of the key that may be known: a key is sc_PREFIX_SECRET.")]
    public string Prefix => key.Prefix;

    [Description("The name; among those that are not revoked there is one of each.")]
    public string Name => key.Name;

    [Description("What it may do.")]
    public Role Role => key.Role;

    [Description("Whether it opens all sites, and what concerns all.")]
    public bool EverySite => key.Sites.IsEverySite;

    [Id, Description("The sites that it opens; empty when it opens all.")]
    public IEnumerable<string> SiteIds => key.Sites.Sites.Select(GlobalId.Of);

    [Description("Who made it: \"key:NAME\", \"oidc:NAME\" or \"bootstrap\".")]
    public string CreatedBy => key.CreatedBy;

    [Description("When it was made.")]
    public DateTimeOffset CreatedAt => key.CreatedAt;

    [Description("From when on it opens nothing; null for never.")]
    public DateTimeOffset? ExpiresAt => key.ExpiresAt;

    [Description("When it was revoked; null when it was not.")]
    public DateTimeOffset? RevokedAt => key.RevokedAt;

    [Description("When it was used last, to the minute; null when it never was.")]
    public DateTimeOffset? LastUsedAt => key.LastUsedAt;

    [Description("Grows with each change of the key.")]
    public long Version => key.Version;
}
