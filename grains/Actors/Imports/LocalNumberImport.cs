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
        var (writes, named, unchanged, created) = (new List<NumberWrite>(), new Dictionary<string, int>(), 0, 0);
        foreach (var line in table.Lines)
        {
            var cells = new Cells(table, line);
            var faults = table.Faults.Count;
            var write = Read(cells);
            var row = existing.GetValueOrDefault(write.Number);
            var spec = write.Over(row);
            cells.Add(Check(spec), ColumnOf);
            if (spec.Kind == LocalNumberKind.Extension && usernames.TryGetValue(spec.Number, out var connector))
                cells.Fault(Number, FaultCode.Taken, $"Connector \"{connector}\" registers under the username {spec.Number}.");
            if (spec.Number.Length > 0 && !named.TryAdd(spec.Number, line.Number))
                cells.Fault(Number, FaultCode.Contradiction, $"{spec.Number} stands in line {named[spec.Number]} already.");
            if (table.Faults.Count > faults) continue;
            if (row is not null && IsAsGiven(row, spec))
            {
                unchanged++;
                continue;
            }
            writes.Add(write);
            if (row is null) created++;
        }
        string[] deletes = request.Mode == ImportMode.Replace ? [.. existing.Keys.Where(n => !named.ContainsKey(n))] : [];
        var counts = new ImportCounts(table.Lines.Count + deletes.Length, unchanged, created, writes.Count - created, unchanged, deletes.Length);
        return new ImportPlan(counts, writes.Count + deletes.Length <= MaxAtOnce, (run, stopping) => run is null
            ? writer.AtOnce(site, writes, deletes)
            : writer.InSteps(site, writes, deletes, unchanged, run, stopping));
    }

    /// <summary>What is wrong with a number by itself.</summary>
    public static List<Fault> Check(LocalNumberSpec spec)
    {
        var faults = new List<Fault>();
        LocalNumberValidation.CheckOne(spec, "", faults);
        return faults;
    }

    /// <summary>The column that a fault of <see cref="Check"/> is about.</summary>
    public static string ColumnOf(string field) => field[1..];

    private static NumberWrite Read(Cells cells) => new(
        cells.Line,
        cells.Text(Number) ?? "",
        cells.Choice<LocalNumberKind?>(Kind, null,
            ("EXTENSION", LocalNumberKind.Extension), ("CALL_FLOW", LocalNumberKind.CallFlow), ("PARKING_LOT", LocalNumberKind.ParkingLot), ("SPEED_DIAL", LocalNumberKind.SpeedDial)),
        cells.Text(Owner),
        cells.Filled(Secret),
        cells.Text(Target),
        cells.Text(SpeedDialTo));

    private bool IsAsGiven(LocalNumberRow row, LocalNumberSpec spec) =>
        row.Kind == (int)spec.Kind && row.Owner == spec.Owner && (row.Target ?? "") == (spec.Target ?? "") && (row.SpeedDialTo ?? "") == (spec.SpeedDialTo ?? "")
        && (spec.Secret is null || (row.Secret is not null && protector.Unprotect(SecretPurpose.OfNumber(row.SiteId, row.Number), row.Secret).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(spec.Secret))));
}
