using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Previews;

/// <summary>Drafts of a connector. Its row is filled as the connector's grain fills it, and read as the routing table reads it.</summary>
internal sealed class ConnectorDrafts(SecretProtector protector, RouteReader routes, TimeProvider time)
{
    public async Task<Outcome<DraftedSite>> Create(ConnectorDb db, RoutingTable table, RouteDraft.NewConnector draft)
    {
        var row = new ConnectorRow { Id = ConnectorId.New().Value, SiteId = draft.Site.Value };
        var check = await ConnectorReview.OfNew(db, draft.Site, new ConnectorId(row.Id), draft.Spec);
        if (check.Draft is null || table.FindSite(draft.Site) is not { } site) return Outcome.Refused<DraftedSite>(check.Faults);
        ConnectorRows.Fill(row, check.Draft, protector, time.GetUtcNow());
        // A trunk that was never started: nothing is known against it.
        return await Drafted(db, site, row, routes.Connector(row, new TrunkView()), check.Warnings, new ConnectorId(row.Id));
    }

    public async Task<Outcome<DraftedSite>> Change(ConnectorDb db, RoutingTable table, RouteDraft.ChangedConnector draft)
    {
        if (await Find(db, draft.Connector) is not { } row || table.FindSite(new SiteId(row.SiteId)) is not { } site) return DraftReader.NotFound("id", "connector");
        var check = await ConnectorReview.OfChange(db, row, draft.Spec, draft.ExpectedVersion, protector);
        if (check.Draft is null) return Outcome.Refused<DraftedSite>(check.Faults);
        ConnectorRows.Fill(row, check.Draft, protector, time.GetUtcNow());
        return await Drafted(db, site, row, routes.Connector(row), check.Warnings);
    }

    public async Task<Outcome<DraftedSite>> Switch(ConnectorDb db, RoutingTable table, RouteDraft.SwitchedConnector draft)
    {
        if (await Find(db, draft.Connector) is not { } row || table.FindSite(new SiteId(row.SiteId)) is not { } site) return DraftReader.NotFound("id", "connector");
        row.Enabled = draft.Enabled;
        return await Drafted(db, site, row, routes.Connector(row), []);
    }

    public Task<Outcome<DraftedSite>> Delete(RoutingTable table, RouteDraft.DeletedConnector draft)
    {
        if (table.FindConnector(draft.Connector) is not { } gone || table.FindSite(gone.Site) is not { } site) return Task.FromResult(DraftReader.NotFound("id", "connector"));
        var delta = new SiteDelta();
        delta.Connectors[gone.Id] = null;
        DraftDecisions.Keep(site, delta, time.GetUtcNow(), decision => decision.Connector != gone.Id);
        return Task.FromResult(Outcome.Of(new DraftedSite(site, delta, null, [])));
    }

    private async Task<Outcome<DraftedSite>> Drafted(
        ConnectorDb db, SiteRoutes site, ConnectorRow row, ConnectorRoute route, ImmutableArray<Warning> warnings, ConnectorId? created = null)
    {
        var delta = new SiteDelta();
        delta.Connectors[route.Id] = route;
        // Decisions that were made in a range which the connector would have no longer go with it.
        DraftDecisions.Keep(site, delta, time.GetUtcNow(), decision => decision.Connector != route.Id || route.Ranges.Any(range => range.Numbers.Contains(decision.Number)));
        return Outcome.Of(new DraftedSite(site, delta, created, [.. warnings, .. await OverlapWarnings.Of(db, Records.Of(row)), .. Shadows(site, route), .. DownTrunk(route)]));
    }

    private static IEnumerable<Warning> Shadows(SiteRoutes site, ConnectorRoute connector)
    {
        for (var i = 0; i < connector.Ranges.Length; i++)
        {
            Number[] shadows = [.. site.Numbers.Select(static local => local.Number).Where(number => PrefixShadow.Of(number, connector.Ranges[i].Numbers) is not null).Order()];
            if (shadows.Length == 0) continue;
            var others = shadows.Length == 1 ? "is a local number that begins" : $"and {shadows.Length - 1} more local numbers begin";
            yield return new Warning(WarningCode.PrefixShadow, $"ranges[{i}]",
                $"{shadows[0]} {others} numbers of {connector.Ranges[i].Numbers}: a phone that dials digit by digit stops there.");
        }
    }

    /// <summary>Says of a trunk that carries no call now that numbers which go there would not be reached at once.</summary>
    internal static IEnumerable<Warning> DownTrunk(ConnectorRoute connector, string field = "")
    {
        if (!connector.Enabled || connector.Trunk.Usable) yield break;
        var cause = connector.Trunk.Status is { Cause.Length: > 0 } status ? $" {status.Cause}" : "";
        yield return new Warning(WarningCode.TrunkDown, field, $"The trunk of \"{connector.Name}\" is down now: calls over it fail until it is up.{cause}");
    }

    private static Task<ConnectorRow?> Find(ConnectorDb db, ConnectorId id) =>
        db.Connectors.AsNoTracking().Include(static c => c.Ranges).SingleOrDefaultAsync(c => c.Id == id.Value);
}
