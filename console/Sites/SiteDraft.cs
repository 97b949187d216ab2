namespace SystemConnector.WebConsole.Sites;

/// <summary>A site as a form holds it: domains and ranges one on each line.</summary>
internal sealed record SiteDraft
{
    private static readonly string[] _dashes = ["–", "-", "…", "..", " to "];

    public string Name { get; set; } = "";

    public string Domains { get; set; } = "";

    public string LocalRanges { get; set; } = "";

    public bool IsDefault { get; set; }

    public static SiteDraft Of(SiteOperations.Site site) => new()
    {
        Name = site.Name,
        Domains = string.Join('\n', site.Domains),
        LocalRanges = string.Join('\n', site.LocalRanges),
        IsDefault = site.IsDefault,
    };

    /// <summary>The input of createSite, and, with an id and the version that was seen, of updateSite.</summary>
    public object ToInput(string? id, long version)
    {
        var (domains, localRanges) = (Lines(Domains), Lines(LocalRanges).Select(ToRange).ToList());
        return id is null
            ? new { name = Name.Trim(), domains, localRanges, isDefault = IsDefault }
            : new { id, expectedVersion = version, name = Name.Trim(), domains, localRanges, isDefault = IsDefault };
    }

    /// <summary>A range as people write it: "100-199", "100 – 199", or one number.</summary>
    public static Range ToRange(string line) =>
        line.Split(_dashes, 2, StringSplitOptions.TrimEntries) is [var min, var max] ? new Range(min, max) : new Range(line, line);

    private static List<string> Lines(string text) => [.. text.Split(['\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
