using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Takes out of a result what is not for the caller's sites.</summary>
internal static class Visibility
{
    /// <summary>The result; null in the place of what may not be seen, lists without it.</summary>
    public static object? Of(object? result, SiteScope sites) => result switch
    {
        ISiteScoped scoped => sites.Holds(scoped.ScopeSite) ? result : null,
        string => result,
        IEnumerable<object?> list => list.Where(item => IsFor(item, sites)),
        _ => result,
    };

    /// <summary>Whether an item of a list, or an event, may be seen.</summary>
    public static bool IsFor(object? item, SiteScope sites) => item switch
    {
        ISiteScoped scoped => sites.Holds(scoped.ScopeSite),
        IEdge { Node: ISiteScoped scoped } => sites.Holds(scoped.ScopeSite),
        _ => true,
    };
}
