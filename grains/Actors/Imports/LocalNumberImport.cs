using System.Collections.Immutable;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Imports;

/// <summary>Imports local numbers: finds what is new and what is another, and leaves the rest alone.</summary>
internal sealed class LocalNumberImport(ConfigurationStore store, SecretProtector protector, LocalNumberWriter writer) : IListImport
{
    /// <summary>So many lines are written in one transaction, which takes a tenth of a second; more are a job.</summary>
    public const int MaxAtOnce = 5_000;

    public const string Number = "number", Kind = "kind", Owner = "owner", Secret = "secret", Target = "target", SpeedDialTo = "speedDialTo";

    public ImmutableArray<string> Columns => [Number, Kind, Owner, Secret, Target, SpeedDialTo];

    public async Task<ImportPlan> Plan(ImportRequest request, ImportTable table, CancellationToken cancellation)
    {
        var site = request.Site!.Value;
        var (existing, usernames) = await store.Read(async db => (
            await db.LocalNumbers.Where(n => n.SiteId == site.Value).ToDictionaryAsync(static n => n.Number, cancellation),
            await db.Connectors.Where(c => c.SiteId == site.Value && c.Username != null).ToDictionaryAsync(static c => c.Username!, static c => c.Name, cancellation)), cancellation);
        var (writes, named, unchanged) = (new List<NumberWrite>(), new Dictionary<string, int>(), 0);
        foreach (var line in table.Lines)
        {
            var cells = new Cells(table, line);
            var faults = table.Faults.Count;
            var spec = Spec(cells, existing);
            Check(spec, cells, usernames);
            if (spec.Number.Length > 0 && !named.TryAdd(spec.Number, line.Number))
                cells.Fault(Number, FaultCode.Contradiction, $"{spec.Number} stands in line {named[spec.Number]} already.");
            if (table.Faults.Count > faults) continue;
            if (existing.TryGetValue(spec.Number, out var row) && IsAsGiven(row, spec)) unchanged++;
            else writes.Add(new NumberWrite(line.Number, Row(site, spec, row), row is null));
        }
        string[] deletes = request.Mode == ImportMode.Replace ? [.. existing.Keys.Where(n => !named.ContainsKey(n))] : [];
        var created = writes.Count(static w => w.IsNew);
        var counts = new ImportCounts(table.Lines.Count + deletes.Length, unchanged, created, writes.Count - created, unchanged, deletes.Length);
        return new ImportPlan(counts, writes.Count + deletes.Length <= MaxAtOnce, (run, stopping) => run is null
            ? writer.AtOnce(site, writes, deletes)
            : writer.InSteps(site, writes, deletes, unchanged, run, stopping));
    }

    private static LocalNumberSpec Spec(Cells cells, Dictionary<string, LocalNumberRow> existing)
    {
        var number = cells.Text(Number) ?? "";
        var row = existing.GetValueOrDefault(number);
        var kind = cells.Choice(Kind, (LocalNumberKind)(row?.Kind ?? 0),
            ("EXTENSION", LocalNumberKind.Extension), ("CALL_FLOW", LocalNumberKind.CallFlow), ("PARKING_LOT", LocalNumberKind.ParkingLot), ("SPEED_DIAL", LocalNumberKind.SpeedDial));
        // What the text says nothing of stays, unless the number becomes something else.
        var kept = row?.Kind == (int)kind ? row : null;
        return new LocalNumberSpec(
            number, kind, cells.Text(Owner) ?? row?.Owner ?? "", cells.Filled(Secret), cells.Text(Target) ?? kept?.Target, cells.Text(SpeedDialTo) ?? kept?.SpeedDialTo);
    }

    private static void Check(LocalNumberSpec spec, Cells cells, Dictionary<string, string> usernames)
    {
        var faults = new List<Fault>();
        LocalNumberValidation.CheckOne(spec, "", faults);
        if (spec.Kind == LocalNumberKind.Extension && usernames.TryGetValue(spec.Number, out var connector))
            faults.Add(new Fault(FaultCode.Taken, $".{Number}", $"Connector \"{connector}\" registers under the username {spec.Number}."));
        cells.Add(faults, static path => path[1..]);
    }

    private bool IsAsGiven(LocalNumberRow row, LocalNumberSpec spec) =>
        row.Kind == (int)spec.Kind && row.Owner == spec.Owner && (row.Target ?? "") == (spec.Target ?? "") && (row.SpeedDialTo ?? "") == (spec.SpeedDialTo ?? "")
        && (spec.Secret is null || (row.Secret is not null && protector.Unprotect(SecretPurpose.OfNumber(row.SiteId, row.Number), row.Secret).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(spec.Secret))));

    private LocalNumberRow Row(SiteId site, LocalNumberSpec spec, LocalNumberRow? former) => new()
    {
        SiteId = site.Value,
        Number = spec.Number,
        Digits = spec.Number.Length,
        Kind = (int)spec.Kind,
        Owner = spec.Owner,
        Target = string.IsNullOrEmpty(spec.Target) ? null : spec.Target,
        SpeedDialTo = string.IsNullOrEmpty(spec.SpeedDialTo) ? null : spec.SpeedDialTo,
        // A text that says no secret takes none away: exports never have one.
        Secret = spec.Kind != LocalNumberKind.Extension ? null
            : spec.Secret is null ? former?.Secret
            : protector.Protect(SecretPurpose.OfNumber(site.Value, spec.Number), Encoding.UTF8.GetBytes(spec.Secret)),
    };
}
