using GraphQL;
using GraphQL.Resolvers;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Begins a subscription for whoever may, and leaves out the events that are not for their sites.</summary>
internal sealed class StreamAccess(ISourceStreamResolver resolver, Needed needed, IdArguments arguments) : ISourceStreamResolver
{
    public async ValueTask<IObservable<object?>> ResolveAsync(IResolveFieldContext context)
    {
        var caller = context.Caller();
        if (needed.Refusal(caller) is { } refusal) throw new Forbidden(refusal);
        return caller.Sites.IsEverySite
            ? await resolver.ResolveAsync(context)
            : new Narrowed(await resolver.ResolveAsync(await arguments.Narrow(context, caller.Sites)), caller.Sites);
    }

    private sealed class Narrowed(IObservable<object?> all, SiteScope sites) : IObservable<object?>
    {
        public IDisposable Subscribe(IObserver<object?> observer) => all.Subscribe(new Filter(observer, sites));
    }

    private sealed class Filter(IObserver<object?> observer, SiteScope sites) : IObserver<object?>
    {
        public void OnNext(object? value)
        {
            if (Visibility.IsFor(value, sites)) observer.OnNext(value);
        }

        public void OnError(Exception error) => observer.OnError(error);

        public void OnCompleted() => observer.OnCompleted();
    }
}
