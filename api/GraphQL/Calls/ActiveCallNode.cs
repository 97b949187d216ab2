using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A call that goes on, as the API shows it.</summary>
[Name("ActiveCall"), Description("A call that is being set up or goes on.")]
internal sealed class ActiveCallNode(ActiveCallInfo call) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => call.Site;

    [Id, Description("The id, under which its record is found once it was answered or is over.")]
    public string Id => GlobalId.Of(call.Key);

    [Id, Description("The site that it belongs to.")]
    public string? SiteId => call.Site is { } site ? GlobalId.Of(site) : null;

    [Description("Its Call-ID, the same on both sides.")]
    public string CallId => call.CallId;

    [Description("The user part of the caller's URI.")]
    public string From => call.From;

    [Description("The number that was dialled.")]
    public string Number => call.Number;

    [Id, Description("The connector over which it came; null for a phone of the site.")]
    public string? ConnectorInId => call.ConnectorIn is { } connector ? GlobalId.Of(connector) : null;

    [Id, Description("The connector over which it was answered; null for a phone of the site, and while it is set up.")]
    public string? ConnectorOutId => call.ConnectorOut is { } connector ? GlobalId.Of(connector) : null;

    [Description("When it began.")]
    public DateTimeOffset StartedAt => call.StartedAt;

    [Description("When it was answered; null while it is set up.")]
    public DateTimeOffset? AnsweredAt => call.AnsweredAt;
}
