using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Lists;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Api.GraphQL.Imports;

/// <summary>The fields of Mutation that import lists, and that delete what a filter finds.</summary>
internal sealed class ImportMutations
{
    private const string How = " A line with a fault keeps all of it from being saved. A long text is imported by a job.";

    [Needs(Role.Admin, EverySite = true), Description("Imports sites by their names. Sites are not deleted by an import." + How)]
    public static async Task<ImportSitesPayload> ImportSites(
        [FromServices] IImports imports, IResolveFieldContext context, [Description("The sites.")] ImportSitesInput input) =>
        new(await Run(imports, context, input, ListKind.Sites, null), input.DryRun);

    [Needs(Role.Admin), Description("Imports local numbers of a site." + How)]
    public static async Task<ImportLocalNumbersPayload> ImportLocalNumbers(
        [FromServices] IImports imports, IResolveFieldContext context, [Description("The numbers.")] ImportLocalNumbersInput input) =>
        new(await Run(imports, context, input, ListKind.LocalNumbers), input.DryRun);

    [Needs(Role.Admin), Description("Imports connectors of a site by their names." + How)]
    public static async Task<ImportConnectorsPayload> ImportConnectors(
        [FromServices] IImports imports, IResolveFieldContext context, [Description("The connectors.")] ImportConnectorsInput input) =>
        new(await Run(imports, context, input, ListKind.Connectors), input.DryRun);

    [Needs(Role.Admin), Description("Imports precedence decisions of a site, as if they were made now." + How)]
    public static async Task<ImportDecisionsPayload> ImportDecisions(
        [FromServices] IImports imports, IResolveFieldContext context, [Description("The decisions.")] ImportDecisionsInput input) =>
        new(await Run(imports, context, input, ListKind.Decisions), input.DryRun);

    [Needs(Role.Operator), Description("Deletes the local numbers of a site that a filter finds, with the decisions on them: a few at once, many by a job.")]
    public static async Task<DeleteMatchingLocalNumbersPayload> DeleteMatchingLocalNumbers(
        [FromServices] IImports imports, IResolveFieldContext context, [Description("Which ones.")] DeleteMatchingLocalNumbersInput input)
    {
        if (GlobalId.Site(input.SiteId) is not { } site) return new(Refusal.NotFound<ImportReport>("siteId", "site"));
        var (filter, faults) = LocalNumberFilterInput.Of(input.Filter);
        return new(faults.IsEmpty ? await imports.DeleteLocalNumbers(site, filter, input.DryRun, NameOf(context)) : Outcome.Refused<ImportReport>(faults));
    }

    private static async Task<Outcome<ImportReport>> Run(IImports imports, IResolveFieldContext context, ImportIntoSiteInput input, ListKind kind) =>
        GlobalId.Site(input.SiteId) is { } site ? await Run(imports, context, input, kind, site) : Refusal.NotFound<ImportReport>("siteId", "site");

    private static Task<Outcome<ImportReport>> Run(IImports imports, IResolveFieldContext context, ImportInput input, ListKind kind, SiteId? site) => input.DryRun
        ? imports.Try(input.ToRequest(kind, site), context.CancellationToken)
        : imports.Import(input.ToRequest(kind, site), NameOf(context));

    /// <summary>Who asks.</summary>
    internal static string NameOf(IResolveFieldContext context) => context.Caller().Actor;
}
