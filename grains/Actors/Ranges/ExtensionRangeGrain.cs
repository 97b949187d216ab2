using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>Owns the conflict set of one range and decides numbers of it. The set is computed when it is asked for and kept until something beside it changes.</summary>
internal sealed class ExtensionRangeGrain(ConfigurationStore store, RoutePublisher publisher, TimeProvider time) : Grain, IExtensionRangeGrain
{
    private const int MaxPage = 500;

    private ImmutableArray<Conflict>? _conflicts;
    private int _invalidations;

    public async Task<ConflictPage> GetConflicts(int first, string? after)
    {
        var conflicts = await Compute();
        var start = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var next) ? Math.Min(next, conflicts.Length) : 0;
        var end = Math.Min(start + Math.Clamp(first, 1, MaxPage), conflicts.Length);
        return new ConflictPage(conflicts[start..end], conflicts.Length, end < conflicts.Length ? end.ToString(CultureInfo.InvariantCulture) : null);
    }

    public async Task<int> CountConflicts() => (await Compute()).Length;

    public Task Invalidate()
    {
        _invalidations++;
        _conflicts = null;
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
                if (await RangeFactsReader.Read(db, this.GetPrimaryKey()) is not { } facts)
                    return Outcome.Refused<Conflict>(new Fault(FaultCode.NotFound, "", "There is no such extension range."));
                if (DecisionValidation.Check(facts, number, precedence, out var decided) is { } fault) return Outcome.Refused<Conflict>(fault);

                // 2. The row.
                var row = await db.Decisions.SingleOrDefaultAsync(d => d.SiteId == facts.Site.Value && d.Number == number);
                if (precedence is { } winner)
                {
                    row ??= db.Decisions.Add(new DecisionRow { SiteId = facts.Site.Value, Number = number }).Entity;
                    row.Precedence = (int)winner;
                    row.ConnectorId = facts.Connector.Value;
                    row.DecidedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
                }
                else if (row is not null) db.Decisions.Remove(row);
                log.Decision(facts.Site, number);
                touched = await TouchedRanges.ByNumbers(db, facts.Site.Value, [decided]);

                // 3. The conflict as it is now.
                var others = facts.Decisions.RemoveAll(d => d.Number == decided);
                var now = precedence is { } p ? others.Add(new DecisionRoute(decided, p, facts.Connector)) : others;
                return Outcome.Of(DecisionValidation.ConflictOn(facts with { Decisions = now }, decided)!);
            });
            if (!outcome.Succeeded) return outcome;
            await Invalidate();
            await TouchedRanges.Invalidate(GrainFactory, touched.Where(r => r != this.GetPrimaryKey()));
            await publisher.Publish(sequence);
            return outcome;
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<Conflict>(StorageFault.Of(exception));
        }
    }

    private async Task<ImmutableArray<Conflict>> Compute()
    {
        if (_conflicts is { } known) return known;
        var invalidations = _invalidations;
        var facts = await store.Read(db => RangeFactsReader.Read(db, this.GetPrimaryKey()));
        var conflicts = facts is null ? [] : Conflicts.Of(facts);
        // What was read before an invalidation that came meanwhile may lack the change: it is answered, not kept.
        if (invalidations == _invalidations) _conflicts = conflicts;
        return conflicts;
    }
}
