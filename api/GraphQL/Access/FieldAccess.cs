using GraphQL;
using GraphQL.Resolvers;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Resolves a field for whoever may: their role, the ids that they name, and what of the result is for their sites.</summary>
internal sealed class FieldAccess(IFieldResolver resolver, Needed needed, IdArguments arguments) : IFieldResolver
{
    public ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var caller = context.Caller();
        if (needed.Refusal(caller) is { } refusal) throw new Forbidden(refusal);
        return caller.Sites.IsEverySite ? resolver.ResolveAsync(context) : Narrow();

        async ValueTask<object?> Narrow() =>
            Visibility.Of(await resolver.ResolveAsync(await arguments.Narrow(context, caller.Sites)), caller.Sites);
    }
}
