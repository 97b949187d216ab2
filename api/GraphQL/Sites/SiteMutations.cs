using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Sites;

/// <summary>The fields of Mutation that are about sites.</summary>
internal sealed class SiteMutations
{
    [Needs(Role.Admin, EverySite = true), Description("Creates a site.")]
    public static async Task<CreateSitePayload> CreateSite(
        [FromServices] IGrainFactory grains, [Description("The site.")] CreateSiteInput input) =>
        new(await Grain(grains, SiteId.New()).Create(input.ToSpec()));

    [Needs(Role.Admin), Description("Changes a site. What is left out stays as it is; the site must not change meanwhile.")]
    public static async Task<UpdateSitePayload> UpdateSite(
        [FromServices] IGrainFactory grains, [Description("The change.")] UpdateSiteInput input)
    {
        if (GlobalId.Site(input.Id) is not { } id || await Grain(grains, id).Get() is not { } current)
            return new(Refusal.NotFound<Site>("id", "site"));
        // What was left out is taken from the version just read, so that version must still be the current one.
        return new(await Grain(grains, id).Update(input.Over(current), input.ExpectedVersion ?? current.Version));
    }

    [Needs(Role.Admin), Description("Deletes a site with its local numbers; refused while it has connectors.")]
    public static async Task<DeleteSitePayload> DeleteSite(
        [FromServices] IGrainFactory grains, [Description("The site.")] DeleteSiteInput input) =>
        new(GlobalId.Site(input.Id) is { } id ? await Grain(grains, id).Delete() : Refusal.NotFound<Site>("id", "site"));

    private static ISiteGrain Grain(IGrainFactory grains, SiteId id) => grains.GetGrain<ISiteGrain>(id.Value);
}
