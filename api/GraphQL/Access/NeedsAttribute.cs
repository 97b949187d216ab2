using GraphQL;
using GraphQL.Types;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Which role a field needs; without it a viewer may ask for it. Every mutation says it.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
internal sealed class NeedsAttribute(Role role) : GraphQLAttribute
{
    internal const string Metadata = "role";

    /// <summary>True for what concerns the cluster: only those may who may see all sites.</summary>
    public bool EverySite { get; init; }

    internal const string EverySiteMetadata = "everySite";

    public override void Modify(FieldType fieldType, bool isInputType) =>
        fieldType.WithMetadata(Metadata, role).WithMetadata(EverySiteMetadata, EverySite);
}
