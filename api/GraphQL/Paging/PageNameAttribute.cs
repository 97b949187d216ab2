using System.Reflection;
using GraphQL;
using GraphQL.Types;

namespace SystemConnector.Api.GraphQL.Paging;

/// <summary>Names a generic page type after the GraphQL type of its items: SiteConnection, SiteEdge.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PageNameAttribute(string suffix) : GraphQLAttribute
{
    public override void Modify(IGraphType graphType, Type sourceType)
    {
        var item = sourceType.GetGenericArguments()[0];
        graphType.Name = (item.GetCustomAttribute<NameAttribute>()?.Name ?? item.Name) + suffix;
    }
}
