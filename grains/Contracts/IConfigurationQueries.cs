using System.Collections.Immutable;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Contracts;

/// <summary>A page of a list, in the order of its cursor.</summary>
/// <param name="Items">The items.</param>
/// <param name="HasMore">Whether more follow.</param>
/// <param name="TotalCount">How many the whole list has.</param>
public sealed record Page<T>(ImmutableArray<T> Items, bool HasMore, int TotalCount);

/// <summary>
/// Lists read from the database for people and frontends, paged by key so that a page stays stable under writes.
/// Never used on the path of a call. Throws <see cref="StorageUnavailableException"/> when the database is away.
/// </summary>
public interface IConfigurationQueries
{
    /// <summary>Sites by name, of those that the caller may see.</summary>
    Task<Page<Site>> Sites(SiteScope within, int first, string? afterName, CancellationToken cancellation);

    /// <summary>Connectors of a site by name.</summary>
    Task<Page<Connector>> Connectors(SiteId site, int first, string? afterName, CancellationToken cancellation);

    /// <summary>Local numbers by number.</summary>
    Task<Page<LocalNumber>> LocalNumbers(SiteId site, int first, Number? after, CancellationToken cancellation);

    /// <summary>The connector that a range belongs to, with its site; null when there is no such range.</summary>
    Task<Connector?> ConnectorOfRange(RangeId range, CancellationToken cancellation);
}

/// <summary>The database does not answer; nothing was changed.</summary>
[GenerateSerializer, Alias("sc.StorageUnavailableException")]
public sealed class StorageUnavailableException(string message, Exception inner) : Exception(message, inner);
