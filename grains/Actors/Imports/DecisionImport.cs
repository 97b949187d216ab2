using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Imports;

/// <summary>Imports precedence decisions of a site, each by the grain of the range in which it is made: as if somebody made them now, one by one.</summary>
internal sealed class DecisionImport(ConfigurationStore store, IGrainFactory grains, TimeProvider time) : IListImport
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
        var byName = connectors.Select(Records.Of).ToDictionary(static c => c.Name);
        var ranges = new Dictionary<Guid, (RangeFacts Facts, ImmutableArray<Conflict> Conflicts)>();
        var (steps, named, unchanged) = (new List<GrainStep>(), new Dictionary<string, int>(), 0);
        foreach (var line in table.Lines)
        {
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
            if (RangeOf(cells, byName, number) is not { } range) continue;
            if (!ranges.TryGetValue(range, out var known))
            {
                var facts = (await store.Read(db => RangeFactsReader.Read(db, range, now), cancellation))!;
                ranges[range] = known = (facts, Conflicts.Of(facts, now));
            }
            if (DecisionValidation.Check(known.Facts, known.Conflicts, text, precedence, out _) is { } fault) cells.Add([fault], static path => path);
            if (table.Faults.Count > faults) continue;
            var top = known.Facts.Decisions.FirstOrDefault(d => d.Number == number);
            if (top is not null && top.From <= now && top.Until is null && top.Precedence == precedence && top.Connector == known.Facts.Connector) unchanged++;
            else steps.Add(new GrainStep(line.Number, top?.At(now)?.Precedence is null, async () => (await grains.GetGrain<IExtensionRangeGrain>(range).Decide(text, precedence)).Faults, static path => path));
        }
        if (request.Mode == ImportMode.Replace)
            foreach (var gone in existing.Where(d => !named.ContainsKey(d.Number)))
                if (connectors.Find(c => c.Id == gone.ConnectorId)?.Ranges.Find(r => Records.Of(r).Numbers.Contains(Number.Parse(gone.Number))) is { } range)
                    steps.Add(new GrainStep(0, false, async () => (await grains.GetGrain<IExtensionRangeGrain>(range.Id).Decide(gone.Number, null)).Faults, static path => path, IsDeletion: true));
        return GrainSteps.Plan(steps, unchanged, table.Lines.Count, MaxAtOnce, Concurrency);
    }

    /// <summary>The range of the named connector that has the number; without a name, of the only connector that has it.</summary>
    private static Guid? RangeOf(Cells cells, Dictionary<string, Contracts.Connectors.Connector> connectors, Number number)
    {
        if (cells.Filled(ConnectorColumn) is { } name)
        {
            if (!connectors.TryGetValue(name, out var connector)) cells.Fault(ConnectorColumn, FaultCode.NotFound, $"The site has no connector named \"{name}\".");
            else if (connector.Ranges.FirstOrDefault(r => r.Numbers.Contains(number)) is { } range) return range.Id.Value;
            else cells.Fault(NumberColumn, FaultCode.OutOfRange, $"No range of \"{name}\" has {number}.");
            return null;
        }
        var having = connectors.Values.SelectMany(static c => c.Ranges).Where(r => r.Numbers.Contains(number)).Take(2).ToList();
        if (having.Count == 1) return having[0].Id.Value;
        if (having.Count == 0) cells.Fault(NumberColumn, FaultCode.OutOfRange, $"No connector of the site has {number}.");
        else cells.Fault(ConnectorColumn, FaultCode.Required, $"Several connectors have {number}: name the one that it is about.");
        return null;
    }
}
