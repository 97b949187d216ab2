using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Ranges;

/// <summary>
/// Owns the conflict set of one range, and has numbers of it decided. The set is computed when it is asked for, and kept until something beside
/// it changes or a decision in it begins or ends.
/// </summary>
internal sealed class ExtensionRangeGrain(ConfigurationStore store, DecisionWriter decisions, ConflictCounter counter, TimeProvider time) : Grain, IExtensionRangeGrain
{
    private const int MaxPage = 500;

    private Known? _known;
    private int _invalidations;

    public Task<ConflictPage> GetConflicts(int first, string? after) => FindConflicts(new ConflictFilter(), first, after);

    public async Task<ConflictPage> FindConflicts(ConflictFilter filter, int first, string? after)
    {
        var found = (await Compute()).RemoveAll(conflict => !filter.Takes(conflict));
        var start = after is null ? 0 : ConflictOrder.FirstBehind(found, after);
        var end = Math.Min(start + Math.Clamp(first, 1, MaxPage), found.Length);
        return new ConflictPage(found[start..end], found.Length, end < found.Length ? found[end - 1].Key : null);
    }

    public async Task<int> CountConflicts() => (await Compute()).Length;

    public Task Invalidate()
    {
        _invalidations++;
        _known = null;
        counter.Enqueue(new RangeId(this.GetPrimaryKey()));
        return Task.CompletedTask;
    }

    public async Task<Outcome<Conflict>> Decide(string number, Precedence? precedence)
    {
        try
        {
            return (await decisions.Decide(new RangeId(this.GetPrimaryKey()), [(number, precedence)]))[0];
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<Conflict>(StorageFault.Of(exception));
        }
    }

    private async Task<ImmutableArray<Conflict>> Compute()
    {
        var now = time.GetUtcNow();
        if (_known is { } known && !(known.Until <= now)) return known.Conflicts;
        var invalidations = _invalidations;
        var facts = await store.Read(db => RangeFactsReader.Read(db, this.GetPrimaryKey(), now));
        var conflicts = facts is null ? [] : Conflicts.Of(facts, now);
        // What was read before an invalidation that came meanwhile may lack the change: it is answered, not kept.
        if (invalidations == _invalidations) _known = new Known(conflicts, facts is null ? null : Conflicts.NextChange(facts, now));
        return conflicts;
    }

    /// <summary>The conflicts, until a decision begins or ends.</summary>
    private sealed record Known(ImmutableArray<Conflict> Conflicts, DateTimeOffset? Until);
}
