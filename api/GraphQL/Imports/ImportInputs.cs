using System.ComponentModel;
using SystemConnector.Api.GraphQL.Lists;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Api.GraphQL.Imports;

internal abstract class ImportInput
{
    [Description("How the text is written.")]
    public required ListFormat Format { get; init; }

    [Description("The text: data belongs in variables.")]
    public required string Content { get; init; }

    [DefaultValue(ImportMode.Merge), Description("What becomes of what is there and not in the text.")]
    public ImportMode Mode { get; init; }

    [DefaultValue(false), Description("Whether to say what would come of it and save nothing.")]
    public bool DryRun { get; init; }

    public ImportRequest ToRequest(ListKind kind, SiteId? site) => new(kind, site, Format, Mode, Content);
}

internal abstract class ImportIntoSiteInput : ImportInput
{
    [Id, Description("The site into which it goes.")]
    public required string SiteId { get; init; }
}

[Description("Sites to import. Columns: name, domains (several with blanks between), isDefault, localRanges (such as 100-199 with blanks between).")]
internal sealed class ImportSitesInput : ImportInput;

[Description("Local numbers to import. Columns: number, kind, owner, secret, target, speedDialTo. A secret that is left out stays.")]
internal sealed class ImportLocalNumbersInput : ImportIntoSiteInput;

[Description("Connectors to import, by name. Columns are named as the fields of a connector; extensionRanges such as 150-200 3000-3999:1:9, with digits to strip and to put before. A password that is left out stays.")]
internal sealed class ImportConnectorsInput : ImportIntoSiteInput;

[Description("Precedence decisions to import. Columns: number, precedence (LOCAL or REMOTE), connector (its name; needed where several have the number).")]
internal sealed class ImportDecisionsInput : ImportIntoSiteInput;

[Description("Local numbers of a site to delete.")]
internal sealed class DeleteMatchingLocalNumbersInput
{
    [Id, Description("The site.")]
    public required string SiteId { get; init; }

    [Description("Which numbers are meant; it must say something.")]
    public required LocalNumberFilterInput Filter { get; init; }

    [DefaultValue(false), Description("Whether to say how many there are and delete none.")]
    public bool DryRun { get; init; }
}
