using System.ComponentModel;
using GraphQL;

namespace SystemConnector.Api.GraphQL;

/// <summary>What can be asked for anew by its id alone.</summary>
[Name("Node"), Description("Something that can be asked for anew by its id alone.")]
internal interface INode
{
    [Id, Description("The id: opaque, and the same for ever.")]
    string Id { get; }
}
