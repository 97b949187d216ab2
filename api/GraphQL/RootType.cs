using GraphQL;
using GraphQL.Types;

namespace SystemConnector.Api.GraphQL;

/// <summary>A root type put together from the static methods of several classes, so that each feature keeps its own.</summary>
[DoNotRegister]
internal sealed class RootType : ObjectGraphType
{
    public RootType(string name, string description)
    {
        Name = name;
        Description = description;
    }

    /// <summary>Adds the fields of a feature.</summary>
    public RootType With<TFields>()
    {
        foreach (var field in new AutoRegisteringObjectGraphType<TFields>().Fields) AddField(field);
        return this;
    }
}
