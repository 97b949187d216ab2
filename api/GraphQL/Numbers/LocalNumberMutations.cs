using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Numbers;

/// <summary>The fields of Mutation that are about local numbers.</summary>
internal sealed class LocalNumberMutations
{
    [Needs(Role.Operator), Description("Creates or replaces local numbers of a site: all of them or, when one has a fault, none.")]
    public static async Task<PutLocalNumbersPayload> PutLocalNumbers(
        [FromServices] IGrainFactory grains, [Description("The numbers.")] PutLocalNumbersInput input) =>
        new(GlobalId.Site(input.SiteId) is { } site
            ? await grains.GetGrain<ISiteGrain>(site.Value).PutNumbers([.. input.Numbers.Select(number => number.ToSpec())])
            : Refusal.NotFound<LocalNumbersChanged>("siteId", "site"));

    [Needs(Role.Operator), Description("Deletes local numbers of a site: all of them or, when one does not exist, none.")]
    public static async Task<DeleteLocalNumbersPayload> DeleteLocalNumbers(
        [FromServices] IGrainFactory grains, [Description("The numbers.")] DeleteLocalNumbersInput input) =>
        new(GlobalId.Site(input.SiteId) is { } site
            ? await grains.GetGrain<ISiteGrain>(site.Value).DeleteNumbers([.. input.Numbers])
            : Refusal.NotFound<LocalNumbersChanged>("siteId", "site"));
}
