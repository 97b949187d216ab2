using System.ComponentModel;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.ApiKeys;

[Description("A key to make.")]
internal sealed class CreateApiKeyInput
{
    [Description("The name, 1 to 64 characters: it stands in the audit log for whoever has the key.")]
    public required string Name { get; init; }

    [Description("What it may do.")]
    public required Role Role { get; init; }

    [Id, DefaultValue(new string[0]), Description("The sites that it opens; none for all, those that are made later too.")]
    public IReadOnlyList<string> SiteIds { get; init; } = [];

    [Description("From when on it opens nothing; left out for never.")]
    public DateTimeOffset? ExpiresAt { get; init; }
}

[Description("A change of a key. What is left out stays as it is. Role and sites never change: make another key.")]
internal sealed class UpdateApiKeyInput
{
    [Id, Description("The key.")]
    public required string Id { get; init; }

    [Description("The version that you have seen; when the key has another one, nothing is changed.")]
    public long? ExpectedVersion { get; init; }

    [Description("The name.")]
    public string? Name { get; init; }

    [Description("From when on it opens nothing.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [DefaultValue(false), Description("Takes the expiry back.")]
    public bool NeverExpires { get; init; }

    public ApiKeyChange Over(ApiKey current) => new(Name ?? current.Name, NeverExpires ? null : ExpiresAt ?? current.ExpiresAt);
}

[Description("A key to revoke.")]
internal sealed class RevokeApiKeyInput
{
    [Id, Description("The key.")]
    public required string Id { get; init; }
}
