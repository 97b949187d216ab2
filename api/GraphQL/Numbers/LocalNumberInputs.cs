using System.ComponentModel;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Numbers;

[Description("A local number to create or replace.")]
internal sealed class LocalNumberInput
{
    [Description("The number: 1 to 15 of the digits, '*' and '#'.")]
    public required string Number { get; init; }

    [DefaultValue(LocalNumberKind.Extension), Description("What it is tied to.")]
    public LocalNumberKind Kind { get; init; } = LocalNumberKind.Extension;

    [DefaultValue(""), Description("The name that people know, up to 64 characters.")]
    public string Owner { get; init; } = "";

    [Description("An extension's SIP password (its user name is the number); left out keeps the one it has, empty clears it.")]
    public string? Secret { get; init; }

    [Description("A SIP URI to which calls go; required for call flows and parking lots, optional for extensions.")]
    public string? Target { get; init; }

    [Description("For a speed dial: the number that is called instead.")]
    public string? SpeedDialTo { get; init; }

    public LocalNumberSpec ToSpec() => new(Number, Kind, Owner, Secret, Target, SpeedDialTo);
}

[Description("Local numbers of a site to create or replace.")]
internal sealed class PutLocalNumbersInput
{
    [Id, Description("The site.")]
    public required string SiteId { get; init; }

    [Description("The numbers: all of them are written or, when one has a fault, none.")]
    public required IReadOnlyList<LocalNumberInput> Numbers { get; init; }
}

[Description("Local numbers of a site to delete.")]
internal sealed class DeleteLocalNumbersInput
{
    [Id, Description("The site.")]
    public required string SiteId { get; init; }

    [Description("The numbers: all of them are deleted or, when one does not exist, none.")]
    public required IReadOnlyList<string> Numbers { get; init; }
}
