using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Migrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>
/// Owns the conflict set of one range and decides numbers of it. The set is computed when it is asked for, and kept until something beside
/// it changes or a decision in it begins or ends.
/// </summary>
internal sealed class ExtensionRangeGrain(
    ConfigurationStore store, RoutePublisher publisher, ConflictCounter counter, IOptions<MigrationOptions> options, TimeProvider time)
    : Grain, IExtensionRangeGrain
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
        List<Guid> touched = [];
        try
        {
            var (outcome, sequence) = await store.Write<Conflict>(async (db, log) =>
            {
                // 1. Everything that can be wrong with it.
                var now = time.GetUtcNow();
                if (await RangeFactsReader.Read(db, this.GetPrimaryKey(), now) is not { } facts)
                    return Outcome.Refused<Conflict>(new Fault(FaultCode.NotFound, "", "There is no such extension range."));
                if (DecisionValidation.Check(facts, number, precedence, now, out var decided) is { } fault) return Outcome.Refused<Conflict>(fault);

                // 2. A layer above all others; none when what is there says the same already.
                var layers = facts.Decisions.FirstOrDefault(d => d.Number == decided);
                var layer = new DecisionRoute(decided, precedence, facts.Connector) { Layer = log.Layer, From = now, Below = layers };
                if (!IsSaid(layers, layer, now))
                {
                    await DecisionTrim.Run(db, facts.Site, number, now - options.Value.UndoWindow);
                    db.Decisions.Add(Row(facts.Site, layer, now));
                    log.Decisions(facts.Site, [number]);
                    touched = await TouchedRanges.ByNumbers(db, facts.Site.Value, [decided]);
                    await TouchedRanges.Mark(db, log, touched);
                    facts = facts with { Decisions = facts.Decisions.RemoveAll(d => d.Number == decided).Add(layer) };
                }

                // 3. The conflict as it is now.
                return Outcome.Of(DecisionValidation.ConflictOn(facts, decided, now)!, CoveredWarning.Of(layers, now));
            });
            if (sequence == 0) return outcome;
            await TouchedRanges.Invalidate(GrainFactory, touched.Where(r => r != this.GetPrimaryKey()));
            await Invalidate();
            await publisher.Publish(sequence);
            return outcome;
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<Conflict>(StorageFault.Of(exception));
        }
    }

    private static bool IsSaid(DecisionRoute? top, DecisionRoute layer, DateTimeOffset now) =>
        top is null ? layer.Precedence is null
        : top.From <= now && top.Until is null && top.Precedence == layer.Precedence && top.Connector == layer.Connector;

    private static DecisionRow Row(SiteId site, DecisionRoute layer, DateTimeOffset now) => new()
    {
        SiteId = site.Value,
        Number = layer.Number.ToString(),
        Layer = layer.Layer,
        Precedence = DecisionRow.Of(layer.Precedence),
        ConnectorId = layer.Connector.Value,
        ValidFrom = now.ToUnixTimeMilliseconds(),
        DecidedAt = now.ToUnixTimeMilliseconds(),
        DecidedBy = Actor.Current.Name,
    };

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
