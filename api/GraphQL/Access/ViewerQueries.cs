using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.Authentication;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>The field of Query that says who asks.</summary>
internal sealed class ViewerQueries
{
    [Description("Who sends this request, and what they may do.")]
    public static ViewerNode Viewer(IResolveFieldContext context) => new(context.Caller());
}

/// <summary>A caller, as the API shows it to itself.</summary>
[Name("Viewer"), Description("Who sends this request, and what they may do.")]
internal sealed class ViewerNode(Caller caller)
{
    [Description("The name under which changes are written down, such as \"key:NAME\".")]
    public string Name => caller.Actor;

    [Description("What they may do.")]
    public Role Role => caller.Role;

    [Description("Whether they see every site.")]
    public bool EverySite => caller.Sites.IsEverySite;

    [Id, Description("The sites that they see; empty when they see every one.")]
    public IEnumerable<string> SiteIds => caller.Sites.IsEverySite ? [] : caller.Sites.Sites.Select(GlobalId.Of);

    [Description("From when on the key or token is nobody's; null for never.")]
    public DateTimeOffset? Until => caller.Until;
}
