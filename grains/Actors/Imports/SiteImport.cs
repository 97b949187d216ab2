using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Imports;

/// <summary>Imports sites by name. It deletes none: what hangs on a site is too much to go with a line that is not there.</summary>
internal sealed class SiteImport(ConfigurationStore store, IGrainFactory grains) : IListImport
{
    private const int MaxAtOnce = 200;

    public const string Name = "name", Domains = "domains", IsDefault = "isDefault", LocalRanges = "localRanges";

    private static readonly char[] _between = [' ', ',', ';', '\n', '\r', '\t'];

    public ImmutableArray<string> Columns => [Name, Domains, IsDefault, LocalRanges];

    public async Task<ImportPlan> Plan(ImportRequest request, ImportTable table, CancellationToken cancellation)
    {
        if (request.Mode == ImportMode.Replace)
            table.Fault(0, null, FaultCode.Contradiction, "Sites are not deleted by an import: delete them one by one, and import with the mode MERGE.");
        var existing = await store.Read(async db =>
            (await db.Sites.Include(static s => s.Domains).ToListAsync(cancellation)).Select(Records.Of).ToDictionary(static s => s.Name), cancellation);
        var (steps, unchanged) = (new List<GrainStep>(), 0);
        var lines = new Dictionary<string, int>();
        var planned = existing.Values.ToDictionary(static s => s.Name, static s => new SiteSpec(s.Name, s.Domains, s.IsDefault, Specs(s.LocalRanges)));
        foreach (var line in table.Lines)
        {
            var cells = new Cells(table, line);
            var former = existing.GetValueOrDefault(cells.Text(Name) ?? "");
            var spec = new SiteSpec(
                cells.Text(Name) ?? "",
                cells.Text(Domains) is { } domains ? [.. domains.Split(_between, StringSplitOptions.RemoveEmptyEntries)] : former?.Domains ?? [],
                cells.Flag(IsDefault, former?.IsDefault ?? false),
                cells.Text(LocalRanges) is { } ranges ? LocalSpecs(ranges, cells) : Specs(former?.LocalRanges ?? []));
            var faults = new List<Fault>();
            var kept = SiteValidation.Check(spec, faults);
            var local = Sites.LocalRanges.Check(spec.LocalRanges, faults);
            cells.Add(faults, static path => path.Split('[')[0]);
            if (spec.Name.Length > 0 && !lines.TryAdd(spec.Name, line.Number))
                cells.Fault(Name, FaultCode.Contradiction, $"\"{spec.Name}\" stands in line {lines[spec.Name]} already.");
            planned[spec.Name] = spec with { Domains = kept };
            if (former is not null && former.IsDefault == spec.IsDefault && former.Domains.SequenceEqual(kept) && former.LocalRanges.SequenceEqual(local)) unchanged++;
            else steps.Add(GrainStep.Of(line.Number, former is null, async () => former is null
                ? (await grains.GetGrain<ISiteGrain>(SiteId.New().Value).Create(spec)).Faults
                : (await grains.GetGrain<ISiteGrain>(former.Id.Value).Update(spec, former.Version)).Faults, static path => path.Split('[')[0]));
        }
        CheckTogether(table, planned, lines);
        // Who is the default site no longer goes first, so that another can be.
        steps = [.. steps.OrderBy(s => planned.Values.Any(p => p.IsDefault && lines.GetValueOrDefault(p.Name) == s.Line))];
        return GrainSteps.Plan(steps, unchanged, table.Lines.Count, MaxAtOnce, concurrency: 1);
    }

    private static ImmutableArray<LocalRangeSpec> Specs(ImmutableArray<NumberRange> ranges) =>
        ranges.IsDefault ? [] : [.. ranges.Select(static r => new LocalRangeSpec(r.Min.ToString(), r.Max.ToString()))];

    private static ImmutableArray<LocalRangeSpec> LocalSpecs(string text, Cells cells) =>
        [.. RangeText.Read(text, (code, message) => cells.Fault(LocalRanges, code, message)).Select(static r => new LocalRangeSpec(r.Min, r.Max))];

    /// <summary>What all sites would have together: a domain is one site's, and one site is the default.</summary>
    private static void CheckTogether(ImportTable table, Dictionary<string, SiteSpec> planned, Dictionary<string, int> lines)
    {
        foreach (var shared in planned.Values.SelectMany(static s => s.Domains, static (s, d) => (Site: s.Name, Domain: d)).GroupBy(static p => p.Domain).Where(static g => g.Count() > 1))
            foreach (var (site, domain) in shared.Where(p => lines.ContainsKey(p.Site)))
                table.Fault(lines[site], Domains, FaultCode.Taken, $"'{domain}' belongs to \"{shared.First(p => p.Site != site).Site}\" as well.");
        var defaults = planned.Values.Where(static s => s.IsDefault).ToList();
        foreach (var site in defaults.Where(s => defaults.Count > 1 && lines.ContainsKey(s.Name)))
            table.Fault(lines[site.Name], IsDefault, FaultCode.Taken, $"\"{defaults.First(d => d.Name != site.Name).Name}\" is the default site.");
    }
}
