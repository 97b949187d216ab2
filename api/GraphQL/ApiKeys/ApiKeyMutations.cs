using System.Collections.Immutable;
using System.ComponentModel;
using GraphQL;
using Microsoft.Extensions.Options;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.ApiKeys;

/// <summary>The fields of Mutation that are about API keys.</summary>
internal sealed class ApiKeyMutations
{
    [Needs(Role.Admin), Description("Makes an API key. Its secret is in this answer and nowhere else. Who may see some sites makes keys for those, of no higher role than its own.")]
    public static async Task<CreateApiKeyPayload> CreateApiKey(
        IResolveFieldContext context, [FromServices] IApiKeys keys, [Description("The key.")] CreateApiKeyInput input)
    {
        var caller = context.Caller();
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var sites = new List<SiteId>();
        for (var i = 0; i < input.SiteIds.Count; i++)
        {
            if (GlobalId.Site(input.SiteIds[i]) is { } site) sites.Add(site);
            else faults.Add(new Fault(FaultCode.NotFound, $"siteIds[{i}]", "There is no site with this id."));
        }
        if (input.Role > caller.Role) faults.Add(new Fault(FaultCode.Forbidden, "role", $"You have the role {caller.Role.ToString().ToUpperInvariant()}, and can give no higher one."));
        if (input.SiteIds.Count == 0 && !caller.Sites.IsEverySite) faults.Add(new Fault(FaultCode.Forbidden, "siteIds", "You may see some sites: name those that the key is for."));
        return new(await keys.Create(new ApiKeySpec(input.Name, input.Role, input.SiteIds.Count == 0 ? SiteScope.Every : SiteScope.Of(sites), input.ExpiresAt), faults.ToImmutable()));
    }

    [Needs(Role.Admin), Description("Changes the name or the expiry of an API key.")]
    public static async Task<UpdateApiKeyPayload> UpdateApiKey(
        IResolveFieldContext context, [FromServices] IApiKeys keys, [FromServices] IOptions<ApiOptions> options,
        [Description("The change.")] UpdateApiKeyInput input, CancellationToken cancellation)
    {
        var sites = context.Caller().Sites;
        if (input is { NeverExpires: true, ExpiresAt: not null })
            return new(Outcome.Refused<ApiKey>(new Fault(FaultCode.Contradiction, "neverExpires", "It either expires or it does not.")));
        if (GlobalId.ApiKey(input.Id) is not { } id || await keys.Find(sites, id, cancellation) is not { } current) return new(NotFound());
        // What was left out is taken from the version just read, so that version must still be the current one.
        return new(await keys.Update(sites, id, input.Over(current), input.ExpectedVersion ?? current.Version, !options.Value.Bootstrap));
    }

    [Needs(Role.Admin), Description("Revokes an API key for ever. Every node refuses it within a second, and ends the connections that it opened.")]
    public static async Task<RevokeApiKeyPayload> RevokeApiKey(
        IResolveFieldContext context, [FromServices] IApiKeys keys, [FromServices] IOptions<ApiOptions> options, [Description("The key.")] RevokeApiKeyInput input) =>
        new(GlobalId.ApiKey(input.Id) is { } id ? await keys.Revoke(context.Caller().Sites, id, !options.Value.Bootstrap) : NotFound());

    private static Outcome<ApiKey> NotFound() => Refusal.NotFound<ApiKey>("id", "API key");
}

[Description("What createApiKey came to.")]
internal sealed class CreateApiKeyPayload(Outcome<NewApiKey> outcome) : Payload<CreateApiKeyPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The new key; null when it was refused.")]
    public ApiKeyNode? ApiKey => outcome.Value is { } made ? new ApiKeyNode(made.Key) : null;

    [Description("What its owner sends: \"Authorization: Bearer SECRET\". Shown this once; null when it was refused.")]
    public string? Secret => outcome.Value?.Secret;
}

[Description("What updateApiKey came to.")]
internal sealed class UpdateApiKeyPayload(Outcome<ApiKey> outcome) : Payload<UpdateApiKeyPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The key as it stands now; null when the change was refused.")]
    public ApiKeyNode? ApiKey => outcome.Value is { } key ? new ApiKeyNode(key) : null;
}

[Description("What revokeApiKey came to.")]
internal sealed class RevokeApiKeyPayload(Outcome<ApiKey> outcome) : Payload<RevokeApiKeyPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The key as it stands now; null when the change was refused.")]
    public ApiKeyNode? ApiKey => outcome.Value is { } key ? new ApiKeyNode(key) : null;
}
