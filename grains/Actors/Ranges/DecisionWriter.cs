using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Migrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>
/// Decides numbers of a range in one transaction, each for itself: for the range's grain one, for an import many. What orders writers is the
/// lock of the change log; grains of the ranges that are touched are told.
/// </summary>
internal sealed class DecisionWriter(ConfigurationStore store, RoutePublisher publisher, IGrainFactory grains, IOptions<MigrationOptions> options, TimeProvider time)
{
    /// <summary>How many one transaction decides: so long registrations wait for the lock of the change log, and so many entries it takes of one site.</summary>
    public const int MaxAtOnce = 500;

    /// <summary>Decides who wins numbers, each of which is given once; null takes a decision back. The outcomes are in the same order.</summary>
    /// <exception cref="StorageUnavailableException">The database does not answer; nothing was decided.</exception>
    public async Task<IReadOnlyList<Outcome<Conflict>>> Decide(RangeId range, IReadOnlyList<(string Number, Precedence? Precedence)> wanted)
    {
        List<Guid> touched = [];
        var (written, sequence) = await store.Write<IReadOnlyList<Outcome<Conflict>>>(async (db, log) =>
        {
            // 1. Everything that can be wrong with each.
            var now = time.GetUtcNow();
            var numbers = wanted.Select(static w => Number.TryParse(w.Number, out var number) ? number : default).Where(static n => n.IsNumeric);
            if (await RangeFactsReader.Read(db, range.Value, numbers, now) is not { } facts)
                return Outcome.Refused<IReadOnlyList<Outcome<Conflict>>>(new Fault(FaultCode.NotFound, "", "There is no such extension range."));
            var before = new DecidableConflicts(Conflicts.Of(facts, now));
            var checks = wanted.Select(w => (Fault: DecisionValidation.Check(facts, before, w.Number, w.Precedence, out var number), Number: number, w.Precedence)).ToList();

            // 2. A layer above all others for each; none where what is there says the same already.
            var tops = facts.Decisions.ToDictionary(static d => d.Number);
            var layers = new Dictionary<Number, DecisionRoute>(tops);
            var laid = new List<DecisionRoute>();
            foreach (var (_, number, precedence) in checks.Where(static c => c.Fault is null))
            {
                var top = tops.GetValueOrDefault(number);
                var layer = new DecisionRoute(number, precedence, facts.Connector) { Layer = log.Layer, From = now, Below = top };
                if (IsSaid(top, layer, now)) continue;
                laid.Add(layer);
                layers[number] = layer;
            }
            if (laid.Count > 0)
            {
                string[] texts = [.. laid.Select(static l => l.Number.ToString())];
                await DecisionTrim.Run(db, facts.Site, texts, now - options.Value.UndoWindow);
                db.Decisions.AddRange(laid.Select(layer => Row(facts.Site, layer, now)));
                log.Decisions(facts.Site, texts);
                touched = await TouchedRanges.ByNumbers(db, facts.Site.Value, laid.Select(static l => l.Number));
                await TouchedRanges.Mark(db, log, touched);
            }

            // 3. The conflicts as they are now.
            var after = new DecidableConflicts(Conflicts.Of(facts with { Decisions = [.. layers.Values] }, now));
            return Outcome.Of<IReadOnlyList<Outcome<Conflict>>>([.. checks.Select(c => c.Fault is { } fault
                ? Outcome.Refused<Conflict>(fault)
                : Outcome.Of(after.On(c.Number)!, CoveredWarning.Of(tops.GetValueOrDefault(c.Number), now)))]);
        });
        if (sequence > 0)
        {
            await TouchedRanges.Invalidate(grains, touched);
            await publisher.Publish(sequence);
        }
        return written.Value ?? [.. wanted.Select(_ => Outcome.Refused<Conflict>(written.Faults))];
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
}
