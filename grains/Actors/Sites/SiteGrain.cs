using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Sites;

/// <summary>Owns one site. Keeps nothing in memory: it is asked by people only, and calls read the routing table.</summary>
internal sealed class SiteGrain(ConfigurationStore store, SecretProtector protector, RoutePublisher publisher, IRouteExplainer explainer) : Grain, ISiteGrain
{
    /// <summary>Keys per statement; SQLite takes some thousand parameters.</summary>
    private const int Chunk = 500;

    private SiteId Id => new(this.GetPrimaryKey());

    public Task<Outcome<Site>> Create(SiteSpec spec) => Change<Site>(async (db, log, _) =>
    {
        var faults = new List<Fault>();
        var domains = SiteValidation.Check(spec, faults);
        var local = LocalRanges.Check(spec.LocalRanges, faults);
        if (await Find(db) is not null) faults.Add(new Fault(FaultCode.Taken, "", "There is a site with this id already."));
        await SiteUniqueness.Check(db, Id.Value, spec, domains, faults);
        if (faults.Count > 0) return Outcome.Refused<Site>([.. faults]);

        var row = new SiteRow { Id = Id.Value };
        db.Sites.Add(row);
        Fill(row, spec, domains, local);
        log.Site(Id);
        return Outcome.Of(Records.Of(row));
    });

    public Task<Outcome<Site>> Update(SiteSpec spec, long? expectedVersion) => Change<Site>(async (db, log, touched) =>
    {
        if (await Find(db) is not { } row) return NoSuchSite<Site>();
        var faults = new List<Fault>();
        var domains = SiteValidation.Check(spec, faults);
        var local = LocalRanges.Check(spec.LocalRanges, faults);
        if (expectedVersion is { } expected && expected != row.Version)
            faults.Add(new Fault(FaultCode.StaleVersion, "expectedVersion", $"The site has version {row.Version} by now."));
        await SiteUniqueness.Check(db, Id.Value, spec, domains, faults);
        if (faults.Count > 0) return Outcome.Refused<Site>([.. faults]);

        touched.AddRange(await TouchedRanges.ByRanges(db, Id.Value, [.. LocalRanges.Parse(row.LocalRanges).Except(local), .. local.Except(LocalRanges.Parse(row.LocalRanges))]));
        Fill(row, spec, domains, local);
        log.Site(Id);
        return Outcome.Of(Records.Of(row));
    });

    public Task<Outcome<Site>> Delete() => Change<Site>(async (db, log, _) =>
    {
        if (await Find(db) is not { } row) return NoSuchSite<Site>();
        var connectors = await db.Connectors.CountAsync(c => c.SiteId == row.Id);
        if (connectors > 0)
            return Outcome.Refused<Site>(new Fault(FaultCode.Contradiction, "", $"The site has {connectors} connectors: delete them first."));
        var site = Records.Of(row);
        // Local numbers, decisions and bindings go with it by the database's own rule.
        foreach (var user in await db.Bindings.Where(b => b.SiteId == row.Id).Select(static b => b.User).Distinct().ToListAsync())
            log.Bindings(Contracts.Registrations.AddressOfRecordKey.Of(Id, user));
        db.Sites.Remove(row);
        log.Site(Id);
        return Outcome.Of(site);
    });

    public Task<Site?> Get() => store.Read(async db => await Find(db) is { } row ? Records.Of(row) : null);

    public Task<Outcome<LocalNumbersChanged>> PutNumbers(ImmutableArray<LocalNumberSpec> numbers) => Change<LocalNumbersChanged>(async (db, log, touched) =>
    {
        if (await Find(db) is null) return NoSuchSite<LocalNumbersChanged>();
        var faults = LocalNumberValidation.Check(numbers);
        if (!numbers.IsDefault) faults = faults.AddRange(await SiteUniqueness.CheckNumbers(db, Id.Value, numbers));
        if (faults.Length > 0) return Outcome.Refused<LocalNumbersChanged>(faults);

        var rows = await LocalNumberRows.Find(db, Id.Value, [.. numbers.Select(static n => n.Number)]);
        var changed = ImmutableArray.CreateBuilder<LocalNumber>(numbers.Length);
        foreach (var spec in numbers)
        {
            if (!rows.TryGetValue(spec.Number, out var row))
                row = db.LocalNumbers.Add(LocalNumberRows.New(Id.Value, spec.Number)).Entity;
            LocalNumberRows.Fill(row, spec, protector);
            changed.Add(Records.Of(row));
        }
        log.Numbers(Id, [.. numbers.Select(static n => n.Number)]);
        touched.AddRange(await TouchedRanges.ByNumbers(db, Id.Value, changed.Select(static n => n.Number)));
        return Outcome.Of(new LocalNumbersChanged(changed.MoveToImmutable()));
    });

    public Task<Outcome<LocalNumbersChanged>> DeleteNumbers(ImmutableArray<string> numbers) => Change<LocalNumbersChanged>(async (db, log, touched) =>
    {
        if (await Find(db) is null) return NoSuchSite<LocalNumbersChanged>();
        var rows = numbers.IsDefaultOrEmpty || numbers.Length > LocalNumberValidation.MaxNumbers ? [] : await LocalNumberRows.Find(db, Id.Value, numbers);
        var faults = LocalNumberValidation.CheckDeleted(numbers, rows.ContainsKey);
        if (faults.Length > 0) return Outcome.Refused<LocalNumbersChanged>(faults);

        var deleted = rows.Values.Select(Records.Of).OrderBy(static n => n.Number).ToImmutableArray();
        db.LocalNumbers.RemoveRange(rows.Values);
        foreach (var chunk in rows.Keys.Chunk(Chunk))
        {
            // A decision is about a collision with the local number: without that it would lie in wait for the next one.
            var decisions = await db.Decisions.Where(d => d.SiteId == Id.Value && chunk.Contains(d.Number)).ToListAsync();
            db.Decisions.RemoveRange(decisions);
            log.Decisions(Id, [.. decisions.Select(static d => d.Number).Distinct()]);
        }
        log.Numbers(Id, rows.Keys);
        touched.AddRange(await TouchedRanges.ByNumbers(db, Id.Value, deleted.Select(static n => n.Number)));
        return Outcome.Of(new LocalNumbersChanged(deleted));
    });

    public async Task<RouteExplanation> ExplainRoute(string dialled, ConnectorId? arrivedOver) =>
        await explainer.Explain(new RouteQuestion(dialled, Id, arrivedOver), CancellationToken.None) ?? RouteRecorder.NoSuchSite;

    /// <summary>Writes a change, tells the ranges that it touches, publishes it.</summary>
    private async Task<Outcome<T>> Change<T>(Func<ConnectorDb, ChangeLog, List<Guid>, Task<Outcome<T>>> write) where T : class
    {
        try
        {
            var touched = new List<Guid>();
            var (outcome, sequence) = await store.Write(async (db, log) =>
            {
                var written = await write(db, log, touched);
                if (written.Succeeded) await TouchedRanges.Mark(db, log, touched);
                return written;
            });
            if (!outcome.Succeeded) return outcome;
            await TouchedRanges.Invalidate(GrainFactory, touched);
            await publisher.Publish(sequence);
            return outcome;
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<T>(StorageFault.Of(exception));
        }
    }

    private static Outcome<T> NoSuchSite<T>() where T : class =>
        Outcome.Refused<T>(new Fault(FaultCode.NotFound, "", "There is no such site."));

    private Task<SiteRow?> Find(ConnectorDb db) =>
        db.Sites.Include(static s => s.Domains).SingleOrDefaultAsync(s => s.Id == Id.Value);

    private static void Fill(SiteRow row, SiteSpec spec, ImmutableArray<string> domains, ImmutableArray<NumberRange> local)
    {
        row.Name = spec.Name;
        row.IsDefault = spec.IsDefault;
        row.LocalRanges = LocalRanges.Write(local);
        row.Version++;
        // Domains are keys: one that stays keeps its row, and moves in it.
        row.Domains.RemoveAll(d => !domains.Contains(d.Domain));
        foreach (var (i, domain) in domains.Index())
        {
            if (row.Domains.Find(d => d.Domain == domain) is { } kept) kept.Position = i;
            else row.Domains.Add(new SiteDomainRow { Domain = domain, SiteId = row.Id, Position = i });
        }
        row.Domains.Sort(static (a, b) => a.Position.CompareTo(b.Position));
    }
}
