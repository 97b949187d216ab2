using System.Collections.Immutable;
using System.ComponentModel;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Sites;

[Description("A site to create.")]
internal sealed class CreateSiteInput
{
    [Description("The name, 1 to 64 characters, unique in the cluster.")]
    public required string Name { get; init; }

    [DefaultValue(new string[0]), Description("SIP domains (host names or addresses) by which requests name the site; each belongs to one site. The first one is the realm in which passwords are asked for.")]
    public IReadOnlyList<string> Domains { get; init; } = [];

    [DefaultValue(false), Description("Whether requests that name no site belong to this one.")]
    public bool IsDefault { get; init; }

    [Description("Ranges that the site declares its own, whether or not each number is in use.")]
    public IReadOnlyList<LocalRangeInput>? LocalRanges { get; init; }

    public SiteSpec ToSpec() => new(Name, [.. Domains], IsDefault, LocalRangeInput.ToSpecs(LocalRanges));
}

[Description("A change of a site. What is left out stays as it is.")]
internal sealed class UpdateSiteInput
{
    [Id, Description("The site.")]
    public required string Id { get; init; }

    [Description("The version that you have seen; when the site has another one, nothing is changed.")]
    public long? ExpectedVersion { get; init; }

    [Description("The name, 1 to 64 characters, unique in the cluster.")]
    public string? Name { get; init; }

    [Description("All SIP domains of the site, the first one its realm.")]
    public IReadOnlyList<string>? Domains { get; init; }

    [Description("Whether requests that name no site belong to this one.")]
    public bool? IsDefault { get; init; }

    [Description("All ranges that the site declares its own.")]
    public IReadOnlyList<LocalRangeInput>? LocalRanges { get; init; }

    public SiteSpec Over(Site current) => new(
        Name ?? current.Name,
        Domains is null ? current.Domains : [.. Domains],
        IsDefault ?? current.IsDefault,
        LocalRanges is not null ? LocalRangeInput.ToSpecs(LocalRanges)
            : current.LocalRanges.IsDefault ? [] : [.. current.LocalRanges.Select(range => new LocalRangeSpec(range.Min.ToString(), range.Max.ToString()))]);
}

[Description("Numbers with the same number of digits.")]
internal sealed class LocalRangeInput
{
    [Description("The lowest number.")]
    public required string Min { get; init; }

    [Description("The highest number, with as many digits.")]
    public required string Max { get; init; }

    public static ImmutableArray<LocalRangeSpec> ToSpecs(IReadOnlyList<LocalRangeInput>? ranges) =>
        ranges is null ? [] : [.. ranges.Select(range => new LocalRangeSpec(range.Min, range.Max))];
}

[Description("A site to delete.")]
internal sealed class DeleteSiteInput
{
    [Id, Description("The site.")]
    public required string Id { get; init; }
}
