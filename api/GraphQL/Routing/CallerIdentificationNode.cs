using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>As whom a request would be known, as the API shows it.</summary>
[Name("CallerIdentification"), Description("As whom a request would be known.")]
internal sealed class CallerIdentificationNode(CallerIdentified caller) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => caller.Site;

    [Description("How it is known.")]
    public IdentifiedBy By => caller.By;

    [Id, Description("The site that it belongs to; null for none.")]
    public string? SiteId => caller.Site is { } site ? GlobalId.Of(site) : null;

    [Description("The site's name.")]
    public string? SiteName => caller.SiteName;

    [Id, Description("The connector over which it comes; null for none.")]
    public string? ConnectorId => caller.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("The connector's name.")]
    public string? ConnectorName => caller.ConnectorName;

    [Description("The extension that sends it; null for none.")]
    public string? Extension => caller.Extension?.ToString();

    [Description("Why, in words.")]
    public string Text => caller.Text;
}
