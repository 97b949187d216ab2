using GraphQL;
using GraphQL.Resolvers;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Runs a mutation for whoever may, in their name; for others its payload says why not.</summary>
internal sealed class MutationAccess(IFieldResolver resolver, Needed needed, IdArguments arguments, string operation, Func<Fault, object> refused) : IFieldResolver
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var caller = context.Caller();
        if (needed.Refusal(caller) is { } refusal) return refused(new Fault(FaultCode.Forbidden, "", refusal));
        // It ends with this method, so that the next mutation of the document has its own.
        new Actor(caller.Actor, operation).Enter();
        if (caller.Sites.IsEverySite) return await resolver.ResolveAsync(context);
        try
        {
            context = await arguments.Narrow(context, caller.Sites);
        }
        catch (StorageUnavailableException exception)
        {
            return refused(new Fault(FaultCode.StorageUnavailable, "", exception.Message));
        }
        return await resolver.ResolveAsync(context);
    }
}
