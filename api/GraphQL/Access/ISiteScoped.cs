using GraphQL;
using SystemConnector.Contracts;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Something that belongs to a site: whoever may not see the site does not see it, by whatever field it was reached.</summary>
internal interface ISiteScoped
{
    /// <summary>The site; null for what belongs to the cluster.</summary>
    [Ignore]
    SiteId? ScopeSite { get; }
}
