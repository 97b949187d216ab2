using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Previews;

/// <summary>Drafts of local numbers and decisions. Rows are filled as the site's grain fills them, and read as the routing table reads them.</summary>
internal sealed class NumberDrafts(SecretProtector protector, RouteReader routes)
{
    public async Task<Outcome<DraftedSite>> Change(ConnectorDb db, RoutingTable table, RouteDraft.Numbers draft, DateTimeOffset now)
    {
        if (table.FindSite(draft.Site) is not { } site) return DraftReader.NotFound("siteId", "site");
        if (draft.Put.IsEmpty && draft.Delete.IsEmpty && draft.Decide.IsEmpty)
            return Outcome.Refused<DraftedSite>(new Fault(FaultCode.Required, "", "At least one number must be put, deleted or decided."));
        var delta = new SiteDelta();
        var faults = new List<Fault>();
        var warnings = new List<Warning>();
        await Put(db, draft, delta, faults);
        await Delete(db, site, draft, delta, faults);
        Decide(site, draft, delta, now, faults, warnings);
        return faults.Count > 0 ? Outcome.Refused<DraftedSite>([.. faults]) : Outcome.Of(new DraftedSite(site, delta, null, [.. warnings]));
    }

    private async Task Put(ConnectorDb db, RouteDraft.Numbers draft, SiteDelta delta, List<Fault> faults)
    {
        if (draft.Put.IsEmpty) return;
        var found = LocalNumberValidation.Check(draft.Put).AddRange(await SiteUniqueness.CheckNumbers(db, draft.Site.Value, draft.Put));
        faults.AddRange(found.Select(static fault => fault with { Field = "put" + fault.Field["numbers".Length..] }));
        if (found.Length > 0) return;
        var rows = await LocalNumberRows.Find(db, draft.Site.Value, [.. draft.Put.Select(static spec => spec.Number)]);
        foreach (var spec in draft.Put)
        {
            var row = rows.GetValueOrDefault(spec.Number) ?? LocalNumberRows.New(draft.Site.Value, spec.Number);
            LocalNumberRows.Fill(row, spec, protector);
            var route = routes.Local(row);
            delta.Numbers[route.Number] = route;
        }
    }

    private static async Task Delete(ConnectorDb db, SiteRoutes site, RouteDraft.Numbers draft, SiteDelta delta, List<Fault> faults)
    {
        if (draft.Delete.IsEmpty) return;
        var rows = await LocalNumberRows.Find(db, draft.Site.Value, draft.Delete);
        faults.AddRange(LocalNumberValidation.CheckDeleted(draft.Delete, rows.ContainsKey).Select(static fault => fault with { Field = "delete" + fault.Field["numbers".Length..] }));
        for (var i = 0; i < draft.Delete.Length; i++)
        {
            if (!rows.ContainsKey(draft.Delete[i])) continue;
            var number = Number.Parse(draft.Delete[i]);
            if (delta.Numbers.GetValueOrDefault(number) is not null) faults.Add(new Fault(FaultCode.Contradiction, $"delete[{i}]", $"{number} is put as well."));
            delta.Numbers[number] = null;
            // A decision is about a collision with the local number.
            if (site.Decisions.ContainsKey(number)) delta.Decisions[number] = null;
        }
    }

    private static void Decide(SiteRoutes site, RouteDraft.Numbers draft, SiteDelta delta, DateTimeOffset now, List<Fault> faults, List<Warning> warnings)
    {
        if (draft.Decide.IsEmpty) return;
        if (draft.Decide.Length > LocalNumberValidation.MaxNumbers)
        {
            faults.Add(new Fault(FaultCode.OutOfRange, "decide", $"At most {LocalNumberValidation.MaxNumbers} numbers are decided at once."));
            return;
        }
        var facts = new SiteFacts(SiteRoutes.Apply(site, delta), []);
        var ranges = facts.Ranges.ToDictionary(static range => range.Id);
        var towards = new HashSet<ConnectorId>();
        for (var i = 0; i < draft.Decide.Length; i++)
        {
            var decision = draft.Decide[i];
            if (!ranges.TryGetValue(decision.Range, out var range))
            {
                faults.Add(new Fault(FaultCode.NotFound, $"decide[{i}].extensionRangeId", "The site has no such extension range."));
                continue;
            }
            var known = Number.TryParse(decision.Number, out var number) ? facts.Of(range, number) : facts.Of(range, range.Numbers.Min);
            if (DecisionValidation.Check(known, decision.Number, decision.Precedence, now, out number) is { } fault)
            {
                faults.Add(fault with { Field = $"decide[{i}].{fault.Field}" });
                continue;
            }
            // Deleted numbers lose theirs; of a number that is given twice the later decision counts.
            var layers = delta.Decisions.TryGetValue(number, out var drafted) ? drafted : site.FindDecision(number);
            delta.Decisions[number] = DraftDecisions.Over(layers, number, decision.Precedence, range.Connector.Id, now);
            warnings.AddRange(CoveredWarning.Of(layers, now).Select(warning => warning with { Field = $"decide[{i}].{warning.Field}" }));
            if (decision.Precedence == Precedence.Remote && towards.Add(range.Connector.Id)) warnings.AddRange(ConnectorDrafts.DownTrunk(range.Connector, $"decide[{i}]"));
        }
    }
}
