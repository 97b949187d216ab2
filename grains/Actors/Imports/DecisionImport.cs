using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Imports;

/// <summary>Imports precedence decisions of a site as if somebody made each of them now, those of one range together.</summary>
internal sealed class DecisionImport(ConfigurationStore store, DecisionWriter writer, TimeProvider time) : IListImport
{
    private const int MaxAtOnce = 200;
    private const int Concurrency = 4;

    public const string NumberColumn = "number", PrecedenceColumn = "precedence", ConnectorColumn = "connector";

    public ImmutableArray<string> Columns => [NumberColumn, PrecedenceColumn, ConnectorColumn];

    public async Task<ImportPlan> Plan(ImportRequest request, ImportTable table, CancellationToken cancellation)
    {
        var (site, now) = (request.Site!.Value, time.GetUtcNow());
        var (connectors, existing) = await store.Read(async db => (
            await db.Connectors.Where(c => c.SiteId == site.Value).Include(static c => c.Ranges).AsSplitQuery().ToListAsync(cancellation),
            await DecisionsInForce.Of(db, site, now).ToListAsync(cancellation)), cancellation);
        var places = new RangePlaces(connectors.Select(Records.Of));
        var ranges = new Dictionary<RangeId, KnownRange>();
        var (wanted, named, unchanged) = (new List<Wanted>(), new Dictionary<string, int>(), 0);
        foreach (var line in table.Lines)
        {
            cancellation.ThrowIfCancellationRequested();
            var cells = new Cells(table, line);
            var faults = table.Faults.Count;
            var text = cells.Text(NumberColumn) ?? "";
            if (cells.Filled(PrecedenceColumn) is null) cells.Fault(PrecedenceColumn, FaultCode.Required, "The precedence is LOCAL or REMOTE.");
            var precedence = cells.Choice(PrecedenceColumn, Precedence.Local, ("LOCAL", Precedence.Local), ("REMOTE", Precedence.Remote));
            if (!Number.TryParse(text, out var number))
            {
                cells.Fault(NumberColumn, text.Length == 0 ? FaultCode.Required : FaultCode.Malformed, $"'{text}' is not a number.");
                continue;
            }
            if (!named.TryAdd(text, line.Number)) cells.Fault(NumberColumn, FaultCode.Contradiction, $"{text} stands in line {named[text]} already.");
            if (places.Find(cells, number) is not { } range) continue;
            if (!ranges.TryGetValue(range, out var known))
                ranges[range] = known = new KnownRange((await store.Read(db => RangeFactsReader.Read(db, range.Value, now), cancellation))!, now);
            if (DecisionValidation.Check(known.Facts, known.Conflicts, text, precedence, out _) is { } fault) cells.Add([fault], static path => path);
            if (table.Faults.Count > faults) continue;
            var top = known.Tops.GetValueOrDefault(number);
            if (top is not null && top.From <= now && top.Until is null && top.Precedence == precedence && top.Connector == known.Facts.Connector) unchanged++;
            else wanted.Add(new Wanted(line.Number, range, text, precedence, top?.At(now)?.Precedence is null));
        }
        if (request.Mode == ImportMode.Replace)
            foreach (var gone in existing.Where(d => !named.ContainsKey(d.Number)))
                if (places.Find(new ConnectorId(gone.ConnectorId), Number.Parse(gone.Number)) is { } range)
                    wanted.Add(new Wanted(0, range, gone.Number, null, IsNew: false));
        return GrainSteps.Plan(Steps(wanted), unchanged, table.Lines.Count, MaxAtOnce, Concurrency);
    }

    private List<GrainStep> Steps(List<Wanted> wanted) =>
        [.. wanted.GroupBy(static w => (w.Range, IsDeletion: w.Precedence is null)).SelectMany(static g => g.Chunk(DecisionWriter.MaxAtOnce)).Select(Step)];

    private GrainStep Step(Wanted[] wanted)
    {
        var (created, deleted) = (wanted.Count(static w => w.IsNew), wanted.Count(static w => w.Precedence is null));
        return new GrainStep(wanted[0].Line, created, wanted.Length - created - deleted, deleted, async () =>
        {
            var outcomes = await writer.Decide(wanted[0].Range, [.. wanted.Select(static w => (w.Number, w.Precedence))]);
            return wanted.Zip(outcomes, static (w, outcome) => outcome.Faults.Select(fault => new ImportFault(w.Line, fault.Field, fault.Code, fault.Message))).SelectMany(static f => f);
        });
    }

    /// <summary>What a line wants; null takes away the decision that no line names.</summary>
    private sealed record Wanted(int Line, RangeId Range, string Number, Precedence? Precedence, bool IsNew);

    /// <summary>A range of which lines speak.</summary>
    private sealed class KnownRange(RangeFacts facts, DateTimeOffset now)
    {
        public RangeFacts Facts => facts;

        public DecidableConflicts Conflicts { get; } = new(Ranges.Conflicts.Of(facts, now));

        public Dictionary<Number, DecisionRoute> Tops { get; } = facts.Decisions.ToDictionary(static d => d.Number);
    }
}
