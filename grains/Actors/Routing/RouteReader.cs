using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Routing;

/// <summary>Makes routes of rows: the whole table at start, and what the change log names afterwards.</summary>
internal sealed class RouteReader(ConfigurationStore store, SecretProtector protector, TrunkStates trunks, TimeProvider time)
{
    /// <summary>Keys per statement; SQLite takes some thousand parameters, PostgreSQL's planner likes fewer.</summary>
    private const int Chunk = 500;

    /// <summary>Reads sites with all that is in them: those named, or every one.</summary>
    public Task<Dictionary<SiteId, SiteDelta>> ReadSites(IReadOnlyCollection<SiteId>? only, CancellationToken cancellation) => store.Read(async db =>
    {
        var ids = only?.Select(static s => s.Value).ToArray();
        var deltas = new Dictionary<SiteId, SiteDelta>();
        await foreach (var row in Of(db.Sites.Include(static s => s.Domains), s => ids!.Contains(s.Id)).WithCancellation(cancellation))
            deltas[new SiteId(row.Id)] = new SiteDelta { Whole = true, Settings = Settings(row) };
        // The statements run one after the other, and their rows are streamed in no common snapshot: a row whose site
        // is not known yet belongs to a change that stands behind the sequence which was read first, and comes again.
        await foreach (var row in Of(db.LocalNumbers, n => ids!.Contains(n.SiteId)).WithCancellation(cancellation))
            if (deltas.TryGetValue(new SiteId(row.SiteId), out var delta) && Local(row) is var route) delta.Numbers[route.Number] = route;
        var now = time.GetUtcNow();
        var decisions = await Of(NotEnded(db.Decisions, now), d => ids!.Contains(d.SiteId)).ToListAsync(cancellation);
        foreach (var ofSite in decisions.GroupBy(static d => d.SiteId))
            if (deltas.TryGetValue(new SiteId(ofSite.Key), out var delta))
                foreach (var layer in DecisionLayers.Of(ofSite, now)) delta.Decisions[layer.Number] = layer;
        await foreach (var row in Of(db.Connectors.Include(static c => c.Ranges), c => ids!.Contains(c.SiteId)).WithCancellation(cancellation))
            if (deltas.TryGetValue(new SiteId(row.SiteId), out var delta) && Connector(row) is var route) delta.Connectors[route.Id] = route;
        foreach (var site in only ?? [])
            deltas.TryAdd(site, new SiteDelta { Removed = true });
        return deltas;

        IAsyncEnumerable<TRow> Of<TRow>(IQueryable<TRow> rows, System.Linq.Expressions.Expression<Func<TRow, bool>> ofSites) where TRow : class =>
            (ids is null ? rows : rows.Where(ofSites)).AsAsyncEnumerable();
    }, cancellation);

    /// <summary>Reads the nodes, in the order of their numbers; there are few.</summary>
    public Task<ImmutableArray<NodeEntry>> ReadNodes(CancellationToken cancellation) => store.Read(async db =>
    {
        var rows = await db.Nodes.OrderBy(static n => n.Number).ToListAsync(cancellation);
        return rows.Select(NodeRows.Entry).ToImmutableArray();
    }, cancellation);

    /// <summary>Reads the rows that entries of the change log name, as they are now.</summary>
    public async Task<Dictionary<SiteId, SiteDelta>> ReadChanges(RoutingTable table, IEnumerable<RouteChange> changes, CancellationToken cancellation)
    {
        var named = NamedRows.Of(changes);
        // What is not known yet is read whole: its other rows may stand in entries that the log no longer has.
        foreach (var site in named.Numbers.Keys.Concat(named.Decisions.Keys).Concat(named.Settings))
            if (table.FindSite(site) is null) named.Whole.Add(site);

        var deltas = new Dictionary<SiteId, SiteDelta>();
        await ReadConnectors(table, named, deltas, cancellation);
        foreach (var site in named.Settings.Except(named.Whole)) await ReadSettings(site, deltas, cancellation);
        foreach (var (site, numbers) in named.Numbers)
            if (!named.Whole.Contains(site)) await ReadNumbers(site, numbers, deltas, cancellation);
        foreach (var (site, numbers) in named.Decisions)
            if (!named.Whole.Contains(site)) await ReadDecisions(site, numbers, deltas, cancellation);
        if (named.Whole.Count > 0)
            foreach (var (site, delta) in await ReadSites(named.Whole, cancellation)) deltas[site] = delta;
        return deltas;
    }

    /// <summary>Every address of record with its bindings that have not ended, in the order of their keys.</summary>
    public async IAsyncEnumerable<(SiteId Site, string User, ImmutableArray<Binding> Bindings)> ReadBindings(
        DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Site by site and paged by key, since the caller works on each page while no reader of the database is open.
        var ended = now.ToUnixTimeMilliseconds();
        for (Guid? site = Guid.Empty; await store.Read(db => SiteAfter(db, site.Value).FirstOrDefaultAsync(cancellation), cancellation) is { } next; site = next)
        {
            List<string> users = [""];
            do
            {
                var last = users[^1];
                users = await store.Read(db => UsersAfter(db, next, last, ended).Take(Chunk).ToListAsync(cancellation), cancellation);
                foreach (var (user, bindings) in await ReadBindings(new SiteId(next), users, now, cancellation)) yield return (new SiteId(next), user, bindings);
            }
            while (users.Count == Chunk);
        }
    }

    /// <summary>The sites of bindings behind that one.</summary>
    internal static IQueryable<Guid?> SiteAfter(ConnectorDb db, Guid site) =>
        db.Bindings.Where(b => b.SiteId.CompareTo(site) > 0).OrderBy(static b => b.SiteId).Select(static b => (Guid?)b.SiteId);

    /// <summary>The users of a site with bindings that have not ended behind that one.</summary>
    internal static IQueryable<string> UsersAfter(ConnectorDb db, Guid site, string user, long ended) =>
        db.Bindings.Where(b => b.SiteId == site && string.Compare(b.User, user) > 0 && b.Expires > ended).GroupBy(static b => b.User).Select(static g => g.Key).OrderBy(static u => u);

    /// <summary>The bindings in force of users of a site; those without any have an empty list.</summary>
    public async Task<Dictionary<string, ImmutableArray<Binding>>> ReadBindings(
        SiteId site, IReadOnlyCollection<string> users, DateTimeOffset now, CancellationToken cancellation)
    {
        var result = users.ToDictionary(static u => u, static _ => ImmutableArray<Binding>.Empty);
        var ended = now.ToUnixTimeMilliseconds();
        foreach (var chunk in users.Chunk(Chunk))
        {
            var rows = await store.Read(db => db.Bindings
                .Where(b => b.SiteId == site.Value && chunk.Contains(b.User) && b.Expires > ended).ToListAsync(cancellation), cancellation);
            foreach (var ofUser in rows.GroupBy(static b => b.User)) result[ofUser.Key] = [.. ofUser.Select(Records.Of)];
        }
        return result;
    }

    private async Task ReadConnectors(RoutingTable table, NamedRows named, Dictionary<SiteId, SiteDelta> deltas, CancellationToken cancellation)
    {
        foreach (var chunk in named.Connectors.Select(static c => c.Value).Chunk(Chunk))
        {
            var rows = await store.Read(db => db.Connectors.Include(static c => c.Ranges).Where(c => chunk.Contains(c.Id)).ToListAsync(cancellation), cancellation);
            foreach (var row in rows)
            {
                var route = Connector(row);
                if (table.FindSite(route.Site) is null) named.Whole.Add(route.Site);
                else DeltaOf(deltas, route.Site).Connectors[route.Id] = route;
            }
            foreach (var gone in chunk.Except(rows.Select(static r => r.Id)))
                if (table.FindConnector(new ConnectorId(gone)) is { } known) DeltaOf(deltas, known.Site).Connectors[known.Id] = null;
        }
    }

    private async Task ReadSettings(SiteId site, Dictionary<SiteId, SiteDelta> deltas, CancellationToken cancellation)
    {
        var row = await store.Read(db => db.Sites.Include(static s => s.Domains).SingleOrDefaultAsync(s => s.Id == site.Value, cancellation), cancellation);
        if (row is null) deltas[site] = new SiteDelta { Removed = true };
        else DeltaOf(deltas, site).Settings = Settings(row);
    }

    private async Task ReadNumbers(SiteId site, HashSet<string> numbers, Dictionary<SiteId, SiteDelta> deltas, CancellationToken cancellation)
    {
        var delta = DeltaOf(deltas, site);
        foreach (var number in numbers) delta.Numbers[Number.Parse(number)] = null;
        foreach (var chunk in numbers.Chunk(Chunk))
            foreach (var row in await store.Read(db => db.LocalNumbers.Where(n => n.SiteId == site.Value && chunk.Contains(n.Number)).ToListAsync(cancellation), cancellation))
                if (Local(row) is var route) delta.Numbers[route.Number] = route;
    }

    private async Task ReadDecisions(SiteId site, HashSet<string> numbers, Dictionary<SiteId, SiteDelta> deltas, CancellationToken cancellation)
    {
        var delta = DeltaOf(deltas, site);
        var now = time.GetUtcNow();
        foreach (var number in numbers) delta.Decisions[Number.Parse(number)] = null;
        foreach (var chunk in numbers.Chunk(Chunk))
        {
            var rows = await store.Read(db => NotEnded(db.Decisions, now).Where(d => d.SiteId == site.Value && chunk.Contains(d.Number)).ToListAsync(cancellation), cancellation);
            foreach (var layer in DecisionLayers.Of(rows, now)) delta.Decisions[layer.Number] = layer;
        }
    }

    private static SiteDelta DeltaOf(Dictionary<SiteId, SiteDelta> deltas, SiteId site) =>
        deltas.TryGetValue(site, out var delta) ? delta : deltas[site] = new SiteDelta();

    private static SiteSettings Settings(SiteRow row)
    {
        var site = Records.Of(row);
        return new SiteSettings(site.Id, site.Name, site.Domains, site.IsDefault);
    }

    internal LocalRoute Local(LocalNumberRow row) => new()
    {
        Site = new SiteId(row.SiteId),
        Number = Number.Parse(row.Number),
        Kind = (LocalNumberKind)row.Kind,
        Owner = row.Owner,
        Target = row.Target,
        SpeedDialTo = row.SpeedDialTo is null ? default : Number.Parse(row.SpeedDialTo),
        Secret = row.Secret is null ? null : protector.Unprotect(SecretPurpose.OfNumber(row.SiteId, row.Number), row.Secret),
    };

    private static IQueryable<DecisionRow> NotEnded(IQueryable<DecisionRow> decisions, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        return decisions.Where(d => d.ValidUntil == null || d.ValidUntil > time);
    }

    /// <param name="row">The row.</param>
    /// <param name="trunk">The trunk of a connector that nobody else is to know; null for the one that is known under its id.</param>
    internal ConnectorRoute Connector(ConnectorRow row, TrunkView? trunk = null)
    {
        var id = new ConnectorId(row.Id);
        if (!FarAddress.TryParse(row.Address, out var address))
            throw new InvalidDataException($"The address '{row.Address}' of connector {id} is not one.");
        RangeSource[] ranges = [.. row.Ranges.OrderBy(static r => r.Position).Select(static r => new RangeSource(
            new RangeId(r.Id), new NumberRange(Number.Parse(r.Min), Number.Parse(r.Max)), r.StripDigits, r.PrependDigits))];
        return new ConnectorRoute(trunk ?? trunks.View(id), ranges)
        {
            Id = id,
            Site = new SiteId(row.SiteId),
            Name = row.Name,
            Type = (ConnectionType)row.Type,
            Host = address.Host,
            Port = address.Port,
            Username = row.Username,
            Password = row.Password is null ? null : protector.Unprotect(SecretPurpose.OfConnector(row.Id), row.Password),
            Register = row.Register,
            NatTransformation = row.NatTransformation,
            Enabled = row.Enabled,
            AllowTransit = row.AllowTransit,
            Priority = row.Priority,
            Transport = (TrunkTransport)row.Transport,
            NoAnswerTimeout = TimeSpan.FromSeconds(row.NoAnswerTimeoutSeconds),
            CallerIdentity = (CallerIdentity)row.CallerIdentity,
            PreviousPassword = ConnectorRows.PreviousPassword(row, protector, time.GetUtcNow()),
            Md5Only = row.Md5Only,
            TrustIdentity = row.TrustIdentity,
            SessionExpires = row.SessionExpiresSeconds,
            Tls = Records.Tls(row),
            Limits = Records.Limits(row),
            Sources = (ConnectionType)row.Type == ConnectionType.Ip ? address.Sources : [],
            Version = row.Version,
        };
    }
}
