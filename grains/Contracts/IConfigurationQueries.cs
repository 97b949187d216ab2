using System.Collections.Immutable;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Contracts;

/// <summary>A page of a list, in the order of its cursor.</summary>
/// <param name="Items">The items.</param>
/// <param name="HasMore">Whether more follow.</param>
/// <param name="TotalCount">How many the whole list has.</param>
public sealed record Page<T>(ImmutableArray<T> Items, bool HasMore, int TotalCount);

/// <summary>
/// Lists read from the database for people and frontends: filtered, sorted and paged by key there, so that a page stays right under
/// writes and costs what it holds. Never used on the path of a call. Throws <see cref="StorageUnavailableException"/> when the database is away.
/// </summary>
public interface IConfigurationQueries
{
    /// <summary>A part of the sites.</summary>
    Task<Slice<Site>> Sites(SiteFilter filter, SiteOrder order, Window window, CancellationToken cancellation);

    /// <summary>How many sites there are.</summary>
    Task<int> CountSites(SiteFilter filter, CancellationToken cancellation);

    /// <summary>A part of the connectors.</summary>
    Task<Slice<Connector>> Connectors(ConnectorFilter filter, ConnectorOrder order, Window window, CancellationToken cancellation);

    /// <summary>How many connectors there are.</summary>
    Task<int> CountConnectors(ConnectorFilter filter, CancellationToken cancellation);

    /// <summary>A part of a site's local numbers.</summary>
    Task<Slice<LocalNumber>> LocalNumbers(SiteId site, LocalNumberFilter filter, LocalNumberOrder order, Window window, CancellationToken cancellation);

    /// <summary>How many local numbers there are.</summary>
    Task<int> CountLocalNumbers(SiteId site, LocalNumberFilter filter, CancellationToken cancellation);

    /// <summary>The connector that a range belongs to, with its site; null when there is no such range.</summary>
    Task<Connector?> ConnectorOfRange(RangeId range, CancellationToken cancellation);
}

/// <summary>The database does not answer; nothing was changed.</summary>
[GenerateSerializer, Alias("sc.StorageUnavailableException")]
public sealed class StorageUnavailableException(string message, Exception inner) : Exception(message, inner);
