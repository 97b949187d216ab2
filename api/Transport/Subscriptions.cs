using GraphQL;
using GraphQL.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.Transport;

/// <summary>
/// Runs subscriptions, the same for every transport. Each had its operation executed and is allowed what it asks for; those whose
/// operation and caller are equal then share the answers.
/// </summary>
internal sealed class Subscriptions(
    GraphQLExecution execution,
    IEventLog log,
    IGraphQLTextSerializer serializer,
    IServiceScopeFactory scopes,
    SubscriptionMetrics metrics,
    IOptions<ApiOptions> options,
    TimeProvider time)
{
    /// <summary>Bytes of answers that all groups together keep for subscribers that catch up; who needs older ones has them made anew.</summary>
    private const long HistoryBytes = 32 << 20;

    private readonly Dictionary<Key, SubscriptionGroup> _groups = [];
    private readonly Quota<string> _standing = new(options.Value.MaxSubscriptionsPerCaller);

    /// <summary>Hands over the answers of a subscription until it is stopped.</summary>
    /// <param name="request">The operation.</param>
    /// <param name="result">What its execution came to: a stream.</param>
    /// <param name="user">Who asked.</param>
    /// <param name="scope">The services with which it was executed.</param>
    /// <param name="answers">Where its answers go.</param>
    /// <param name="stopping">Stops it.</param>
    /// <exception cref="ExecutionError">It cannot go on.</exception>
    public async Task Run(GraphQLRequest request, ExecutionResult result, Caller user, IServiceProvider scope, IAnswers answers, CancellationToken stopping)
    {
        var source = scope.GetRequiredService<OperationEvents>().Source ?? throw new InvalidOperationException("Every field of Subscription opens a source of events.");
        var key = KeyOf(request, source, user);
        if (!_standing.TryTake(user.Id)) throw new ExecutionError($"At most {options.Value.MaxSubscriptionsPerCaller} subscriptions of one caller stand on a node.") { Code = "TOO_MANY_SUBSCRIPTIONS" };
        var group = Enter(key, request, user);
        metrics.Began();
        try
        {
            await Follow(result.Streams!.Values.Single(), source, group, answers, stopping);
        }
        finally
        {
            metrics.Ended();
            Leave(key, group);
            _standing.Return(user.Id);
        }
    }

    private async Task Follow(IObservable<ExecutionResult> stream, EventSource source, SubscriptionGroup group, IAnswers answers, CancellationToken stopping)
    {
        var repeatsUntil = source.Start.RepeatsUntil;
        var position = await SkipKnown(source.Start, stopping);
        var count = Math.Clamp(answers.Capacity / 2, 1, SubscriptionGroup.ReadSize);
        EventRenderer? own = null;
        try
        {
            while (true)
            {
                stopping.ThrowIfCancellationRequested();
                await answers.Drained(stopping);
                if (position >= repeatsUntil)
                {
                    // 1. It has everything: what comes next it gets with all others.
                    if (group.TryJoin(position, answers) is { } member)
                    {
                        position = await Stay(group, member, stopping);
                        continue;
                    }
                    // 2. Answers that were made lately.
                    if (group.TryTake(position, count) is { } taken)
                    {
                        await answers.Next(taken.Answers, stopping);
                        position = taken.Next;
                        continue;
                    }
                }
                // 3. Answers of its own.
                own ??= Renderer(stream, source);
                var read = log.Read(position, count);
                if (read.IsGone) throw new EventsGone();
                var made = new List<Answer>(read.Events.Count);
                await own.Render(read.Events, repeatsUntil, made, stopping);
                await answers.Next(made.ToArray(), stopping);
                position = read.Next;
            }
        }
        finally
        {
            own?.Dispose();
        }
    }

    /// <summary>Where it begins, once this node has what the subscriber had from another one; so nothing is told twice.</summary>
    private async Task<long> SkipKnown(EventPlace start, CancellationToken stopping)
    {
        var position = start.Position;
        while (start.Known is { } last)
        {
            await log.Beyond(position, stopping);
            var read = log.Read(position, 1);
            if (read.IsGone) throw new EventsGone();
            if (!start.Knows(read.Events[0])) break;
            position = read.Next;
            if (read.Events[0].Cursor == last) break;
        }
        return position;
    }

    private async Task<long> Stay(SubscriptionGroup group, SubscriptionGroup.Member member, CancellationToken stopping)
    {
        try
        {
            var position = await member.Leaving.WaitAsync(stopping);
            metrics.FellBehind();
            return position;
        }
        finally
        {
            group.Leave(member);
        }
    }

    private SubscriptionGroup Enter(Key key, GraphQLRequest request, Caller user)
    {
        lock (_groups)
        {
            if (!_groups.TryGetValue(key, out var group))
                _groups[key] = group = new SubscriptionGroup(log, ending => Open(request, user, ending), options.Value.EventInterval, () => HistoryBytes / Math.Max(1, _groups.Count), time);
            group.Leases++;
            return group;
        }
    }

    private void Leave(Key key, SubscriptionGroup group)
    {
        lock (_groups)
        {
            if (--group.Leases > 0) return;
            _groups.Remove(key);
        }
        group.Dispose();
    }

    /// <summary>Executes the operation for a group, in a scope that lives as long as the group.</summary>
    private async Task<EventRenderer> Open(GraphQLRequest request, Caller user, CancellationToken ending)
    {
        await Task.Yield();
        var scope = scopes.CreateAsyncScope();
        ending.Register(static state => ((AsyncServiceScope)state!).Dispose(), scope);
        var result = await execution.Run(request, OperationKinds.Stream, user, scope.ServiceProvider, ending);
        return result.Streams is { } streams && scope.ServiceProvider.GetRequiredService<OperationEvents>().Source is { } source
            ? Renderer(streams.Values.Single(), source)
            : throw result.Errors![0];
    }

    private EventRenderer Renderer(IObservable<ExecutionResult> stream, EventSource source) => new(stream, source, serializer, options.Value.ExecutionTimeout, time);

    private Key KeyOf(GraphQLRequest request, EventSource source, Caller user)
    {
        // The cursor says where the answers begin, not what they are, unless the document uses it twice.
        var variables = request.Variables ?? Inputs.Empty;
        var isUsedOnce = source.AfterVariable is { } name && (request.Query ?? "").Split($"${name}").Length == 3;
        var kept = variables.Where(variable => !isUsedOnce || variable.Key != source.AfterVariable).OrderBy(static variable => variable.Key, StringComparer.Ordinal).ToDictionary();
        var sites = user.Sites.IsEverySite ? "" : string.Join(' ', user.Sites.Sites.Select(static site => site.ToString()).Order(StringComparer.Ordinal));
        return new Key(request.Query ?? "", request.OperationName ?? "", serializer.Serialize(kept), $"{user.Id} {user.Role} {user.Sites.IsEverySite} {sites}");
    }

    /// <summary>What makes the answers of two subscriptions the same.</summary>
    private readonly record struct Key(string Query, string Operation, string Variables, string Caller);
}
