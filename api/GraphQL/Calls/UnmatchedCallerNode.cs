using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A caller that matched no connector, as the API shows it.</summary>
[Name("UnmatchedCaller"), Description("Somebody who tried to call and was nobody.")]
internal sealed class UnmatchedCallerNode(UnmatchedCaller caller) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => caller.Site;

    [Description("The address from which it came; give it to assignCaller.")]
    public string Source => caller.Source;

    [Description("The port from which it came last.")]
    public int Port => caller.Port;

    [Id, Description("The site that it meant; null when it meant none.")]
    public string? SiteId => caller.Site is { } site ? GlobalId.Of(site) : null;

    [Description("The username in its credentials; null when it showed none.")]
    public string? Username => caller.Username;

    [Description("The URI in its From.")]
    public string From => caller.From;

    [Description("The URI in its To.")]
    public string To => caller.To;

    [Description("The method of its request.")]
    public string Method => caller.Method;

    [Description("Why it was taken for nobody, as things stand now.")]
    public UnmatchedReason Reason => caller.Reason;

    [Description("The same in words, with what to do.")]
    public string Text => caller.Text;

    [Id, Description("The connector that has its address or username, where there is one.")]
    public string? ConnectorId => caller.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("How often it came.")]
    public long Count => caller.Count;

    [Description("When it came first.")]
    public DateTimeOffset FirstSeen => caller.FirstSeen;

    [Description("When it came last.")]
    public DateTimeOffset LastSeen => caller.LastSeen;
}
