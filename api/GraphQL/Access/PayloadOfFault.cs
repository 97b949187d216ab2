using GraphQL;
using GraphQL.Types;
using SystemConnector.Contracts;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Makes the payload of a mutation that was refused before it ran.</summary>
internal static class PayloadOfFault
{
    /// <summary>How the payload of this mutation says a fault: by its constructor, whose first parameter is an outcome.</summary>
    /// <exception cref="InvalidOperationException">It has no such constructor.</exception>
    public static Func<Fault, object> For(FieldType mutation)
    {
        var payload = SourceTypes.Of(mutation.ResolvedType!.GetNamedType());
        var constructor = payload?.GetConstructors().FirstOrDefault(static made => made.GetParameters() is [var first, .. var rest]
            && first.ParameterType.IsGenericType && first.ParameterType.GetGenericTypeDefinition() == typeof(Outcome<>)
            && rest.All(static parameter => parameter.HasDefaultValue))
            ?? throw new InvalidOperationException(
                $"The mutation \"{mutation.Name}\" must return a payload with a constructor whose first parameter is an Outcome<T> and whose others have defaults: a refusal by role is told by it.");
        var refused = typeof(Outcome).GetMethod(nameof(Outcome.Refused))!.MakeGenericMethod(constructor.GetParameters()[0].ParameterType.GetGenericArguments());
        var defaults = constructor.GetParameters().Skip(1).Select(static parameter => parameter.DefaultValue).ToArray();
        return fault => constructor.Invoke([refused.Invoke(null, [System.Collections.Immutable.ImmutableArray.Create(fault)]), .. defaults]);
    }
}
