using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Numbers;

/// <summary>A local number as the API shows it.</summary>
[Name("LocalNumber"), Description("A number tied to something in a site.")]
internal sealed class LocalNumberNode(LocalNumber local) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => local.Site;

    [Description("The number: 1 to 15 symbols, leading zeros count.")]
    public string Number => local.Number.ToString();

    [Description("What it is tied to.")]
    public LocalNumberKind Kind => local.Kind;

    [Description("The name that people know; may be empty.")]
    public string Owner => local.Owner;

    [Description("The SIP URI to which calls go; null when they go to registered phones or to another number.")]
    public string? Target => local.Target;

    [Description("For a speed dial: the number that is called instead.")]
    public string? SpeedDialTo => local.SpeedDialTo?.ToString();

    [Description("Whether a SIP password is set. It is never shown.")]
    public bool HasSecret => local.HasSecret;
}
