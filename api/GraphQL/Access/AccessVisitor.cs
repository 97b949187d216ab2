using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Puts the check of roles and sites before every field that could need one: the one place through which all results go.</summary>
internal sealed class AccessVisitor(IdArguments arguments) : BaseSchemaNodeVisitor
{
    public override void VisitObjectFieldDefinition(FieldType field, IObjectGraphType type, ISchema schema)
    {
        if (type.Name.StartsWith("__", StringComparison.Ordinal) || field.Resolver is null) return;
        var isMutation = type == schema.Mutation;
        if (isMutation && !Needed.IsSaid(field))
            throw new InvalidOperationException($"The mutation \"{field.Name}\" does not say who may call it: put [Needs(Role.…)] on its method.");
        // A scalar that needs nothing and takes nothing is part of what was checked already.
        if (field.ResolvedType!.GetNamedType() is ScalarGraphType && !Needed.IsSaid(field) && field.Arguments is not { Count: > 0 }) return;

        var needed = Needed.Of(field);
        field.Resolver = isMutation
            ? new MutationAccess(field.Resolver, needed, arguments, field.Name, PayloadOfFault.For(field))
            : new FieldAccess(field.Resolver, needed, arguments);
        if (field.StreamResolver is { } stream) field.StreamResolver = new StreamAccess(stream, needed, arguments);
    }
}
