using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.GraphQL.Events;

/// <summary>What all events have.</summary>
[Name("Event"), Description("Something that happened in the cluster.")]
internal interface IEvent
{
    [Description("The place behind this event: given as \"after\", to any node, a subscription goes on with the next one.")]
    string Cursor { get; }

    [Description("When it happened.")]
    DateTimeOffset Time { get; }

    [Id, Description("The site that it is about; null when it is about the cluster.")]
    string? SiteId { get; }
}

/// <summary>An event as the API tells it; each kind derives its own.</summary>
internal abstract class EventNode(LoggedEvent logged) : IEvent, ISiteScoped
{
    [Description("The place behind this event: given as \"after\", to any node, a subscription goes on with the next one.")]
    public string Cursor => logged.Cursor.ToString();

    [Description("When it happened.")]
    public DateTimeOffset Time => logged.Event!.Time;

    [Id, Description("The site that it is about; null when it is about the cluster.")]
    public string? SiteId => logged.Event!.Site is { } site ? GlobalId.Of(site) : null;

    SiteId? ISiteScoped.ScopeSite => logged.Event!.Site;
}
