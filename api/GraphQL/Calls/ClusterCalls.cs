using System.Collections.Immutable;
using GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>
/// Asks all nodes for what they have of calls in their memory, side by side and for a short time: this one directly, so that it answers for
/// itself when it is cut off, others through their grain. Puts their lists together; a place in one is the same whichever node is asked.
/// </summary>
internal sealed class ClusterCalls(IGrainFactory grains, IClusterNodes nodes, INodeCalls own, TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    /// <summary>Calls that are being set up or go on, the latest first.</summary>
    public async Task<ClusterPage<ActiveCallInfo>> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after)
    {
        // One more of each than asked for: that it is there says that more follow.
        var asked = await Ask(here => here.ActiveCalls(site, connector, first + 1, after), there => there.ActiveCalls(site, connector, first + 1, after));
        var items = asked.Answers.SelectMany(static a => a.Answer.Items).DistinctBy(static c => c.Key).OrderByDescending(static c => c.Key.Value);
        return Of(items, first, asked.Answers.Sum(static a => a.Answer.TotalCount), asked.Silent);
    }

    /// <summary>Calls that were refused or failed, the latest first, each with its place.</summary>
    public async Task<ClusterPage<(JournalPlace Place, FailedCall Call)>> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after)
    {
        var asked = await Ask(here => here.FailedCalls(site, connector, first + 1, after), there => there.FailedCalls(site, connector, first + 1, after));
        return Merge(asked, first, static call => (call.Time, call.Sequence));
    }

    /// <summary>Calls of a connector whose media is relayed, the latest first, each with its place.</summary>
    public async Task<ClusterPage<(JournalPlace Place, MediaReport Call)>> RelayedCalls(ConnectorId connector, int first, JournalPlace? after)
    {
        var asked = await Ask(here => here.RelayedCalls(connector, first + 1, after), there => there.RelayedCalls(connector, first + 1, after));
        return Merge(asked, first, static call => (call.Since, call.Sequence));
    }

    /// <summary>Callers that were taken for nobody: one that several nodes saw is one, with the last of what they saw and the sum of how often.</summary>
    public async Task<(IReadOnlyList<UnmatchedCaller> Callers, ImmutableArray<string> Silent)> UnmatchedCallers()
    {
        var asked = await Ask(static here => here.UnmatchedCallers(), static there => there.UnmatchedCallers());
        var callers = asked.Answers.SelectMany(static a => a.Answer).GroupBy(static c => (c.Source, c.Site, c.Username)).Select(static same => same.MaxBy(static c => c.LastSeen)! with
        {
            Count = same.Sum(static c => c.Count),
            FirstSeen = same.Min(static c => c.FirstSeen),
        });
        return ([.. callers], asked.Silent);
    }

    /// <summary>Has every node forget a caller of a site; those that do not answer forget it when it proves itself.</summary>
    public Task ForgetCaller(string source, SiteId site) => Ask(
        here =>
        {
            here.ForgetCaller(source, site);
            return true;
        },
        async there =>
        {
            await there.ForgetCaller(source, site);
            return true;
        });

    /// <summary>What is wrong with connectors, of each node that answers; asked once for a document, whatever number of connectors wants it.</summary>
    public Task<ImmutableArray<NodeTroubles>> Troubles(IResolveFieldContext context)
    {
        lock (context.UserContext)
        {
            if (context.UserContext.TryGetValue(nameof(Troubles), out var known)) return (Task<ImmutableArray<NodeTroubles>>)known!;
            var asked = Gather();
            context.UserContext[nameof(Troubles)] = asked;
            return asked;
        }

        async Task<ImmutableArray<NodeTroubles>> Gather() =>
            [.. (await Ask(static here => here.Troubles(), static there => there.Troubles())).Answers.Select(static a => a.Answer)];
    }

    /// <summary>The messages of a call, of each node that answers, in the order of their times.</summary>
    public async Task<(IReadOnlyList<(ClusterNode Node, LadderMessage Message)> Messages, ImmutableArray<string> Silent)> Ladder(string callId)
    {
        var asked = await Ask(here => here.Ladder(callId), there => there.Ladder(callId));
        return ([.. asked.Answers.SelectMany(static a => a.Answer.Select(m => (a.Node, m))).OrderBy(static m => m.m.Time)], asked.Silent);
    }

    private async Task<(ImmutableArray<(ClusterNode Node, T Answer)> Answers, ImmutableArray<string> Silent)> Ask<T>(Func<INodeCalls, T> here, Func<INodeCallsGrain, Task<T>> there)
    {
        var asked = nodes.All.Where(static node => node.State != NodeState.Gone).OrderBy(static node => node.Number).ToImmutableArray();
        var answers = await Task.WhenAll(asked.Select(async node => node.Number == nodes.Self.Number
            ? (node, IsHere: true, Answer: here(own))
            : await One(node, there)));
        return ([.. answers.Where(static a => a.IsHere).Select(static a => (a.node, a.Answer!))], [.. answers.Where(static a => !a.IsHere).Select(static a => a.node.Name)]);
    }

    private async Task<(ClusterNode node, bool IsHere, T? Answer)> One<T>(ClusterNode node, Func<INodeCallsGrain, Task<T>> ask)
    {
        try
        {
            return (node, true, await ask(grains.GetGrain<INodeCallsGrain>(node.Name)).WaitAsync(Bound, time));
        }
        catch (Exception exception) when (exception is OrleansException or NodeUnreachableException or TimeoutException)
        {
            return (node, false, default);
        }
    }

    private static ClusterPage<(JournalPlace, T)> Merge<T>(
        (ImmutableArray<(ClusterNode Node, NodePage<T> Answer)> Answers, ImmutableArray<string> Silent) asked, int first, Func<T, (DateTimeOffset Time, long Sequence)> key)
    {
        var items = asked.Answers
            .SelectMany(a => a.Answer.Items.Select(item => (Place: new JournalPlace(key(item).Time, a.Node.Number, key(item).Sequence), Item: item)))
            .OrderByDescending(static i => i.Place.Time).ThenBy(static i => i.Place.Node).ThenByDescending(static i => i.Place.Sequence);
        return Of<(JournalPlace, T)>(items.Select(static i => (i.Place, i.Item)), first, asked.Answers.Sum(static a => a.Answer.TotalCount), asked.Silent);
    }

    private static ClusterPage<T> Of<T>(IEnumerable<T> items, int first, int total, ImmutableArray<string> silent)
    {
        var oneMore = items.Take(first + 1).ToList();
        return new(new Page<T>([.. oneMore.Take(first)], oneMore.Count > first, total), silent);
    }
}

/// <summary>A page of what all nodes have, and the names of those that did not answer.</summary>
internal sealed record ClusterPage<T>(Page<T> Page, ImmutableArray<string> Silent);
