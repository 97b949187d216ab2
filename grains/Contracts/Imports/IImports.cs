using SystemConnector.Contracts.Lists;

namespace SystemConnector.Contracts.Imports;

/// <summary>What lists of the configuration hold.</summary>
public enum ListKind
{
    /// <summary>Sites.</summary>
    Sites,

    /// <summary>Local numbers of a site.</summary>
    LocalNumbers,

    /// <summary>Connectors of a site with their ranges.</summary>
    Connectors,

    /// <summary>Precedence decisions of a site.</summary>
    Decisions,
}

/// <summary>How a list is written.</summary>
public enum ListFormat
{
    /// <summary>RFC 4180 with a line of names first; what Excel makes of it is read as well.</summary>
    Csv,

    /// <summary>A JSON array of objects.</summary>
    Json,
}

/// <summary>What becomes of what is there and not in the text.</summary>
public enum ImportMode
{
    /// <summary>It stays.</summary>
    Merge,

    /// <summary>It is deleted.</summary>
    Replace,
}

/// <summary>What is to be imported.</summary>
/// <param name="Kind">What the text holds.</param>
/// <param name="Site">The site to which it belongs; null for sites.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Mode">What becomes of the rest.</param>
/// <param name="Content">The text.</param>
public sealed record ImportRequest(ListKind Kind, SiteId? Site, ListFormat Format, ImportMode Mode, string Content)
{
    /// <summary>Says what is meant, and no secret.</summary>
    public override string ToString() => $"import of {Kind} into {Site}";
}

/// <summary>Imports lists, and deletes what a filter finds.</summary>
public interface IImports
{
    /// <summary>Reads a text and says what it would come to, with every fault of every line; changes nothing.</summary>
    Task<Outcome<ImportReport>> Try(ImportRequest request, CancellationToken cancellation);

    /// <summary>Imports a text when no line of it has a fault: a short one at once, a long one by a job.</summary>
    /// <param name="request">What is to be imported.</param>
    /// <param name="startedBy">Who wants it.</param>
    Task<Outcome<ImportReport>> Import(ImportRequest request, string startedBy);

    /// <summary>Deletes the local numbers that a filter finds: few at once, many by a job.</summary>
    Task<Outcome<ImportReport>> DeleteLocalNumbers(SiteId site, LocalNumberFilter filter, bool dryRun, string startedBy);
}
