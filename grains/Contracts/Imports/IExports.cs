using SystemConnector.Contracts.Access;

namespace SystemConnector.Contracts.Imports;

/// <summary>A part of an exported list.</summary>
/// <param name="Text">The text; the parts one behind the other are the whole.</param>
/// <param name="Next">What to ask for next; null at the end.</param>
public sealed record ExportPage(string Text, string? Next);

/// <summary>Writes lists as they are imported. No secret is ever in them.</summary>
public interface IExports
{
    /// <summary>A part of a list; null when there is no such site.</summary>
    /// <param name="kind">Which list.</param>
    /// <param name="within">The sites that may be told of; what is not among them does not exist.</param>
    /// <param name="site">The site; null for sites.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="after">The former part's <see cref="ExportPage.Next"/>; null for the first.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ExportPage?> Read(ListKind kind, SiteScope within, SiteId? site, ListFormat format, string? after, CancellationToken cancellation);
}
