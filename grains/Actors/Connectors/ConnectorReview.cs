using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Connectors;

/// <summary>Finds every fault of a change of a connector, looking at others as well: the same for one that is saved and one that is previewed.</summary>
internal static class ConnectorReview
{
    public static async Task<CheckedConnector> OfNew(ConnectorDb db, SiteId site, ConnectorId id, ConnectorSpec spec)
    {
        var check = ConnectorValidation.Check(spec, keptPassword: null);
        var faults = check.Faults.ToList();
        if (await db.Connectors.AnyAsync(c => c.Id == id.Value)) faults.Add(new Fault(FaultCode.Taken, "", "There is a connector with this id already."));
        if (!await db.Sites.AnyAsync(s => s.Id == site.Value)) faults.Add(new Fault(FaultCode.NotFound, "site", "There is no such site."));
        return await Complete(db, site.Value, id.Value, spec, check, faults);
    }

    public static async Task<CheckedConnector> OfChange(ConnectorDb db, ConnectorRow row, ConnectorSpec spec, long? expectedVersion, SecretProtector protector)
    {
        var kept = ConnectorRows.Password(row, protector);
        var check = ConnectorValidation.Check(spec, kept is null ? null : Encoding.UTF8.GetString(kept));
        var faults = check.Faults.ToList();
        if (expectedVersion is { } expected && expected != row.Version)
            faults.Add(new Fault(FaultCode.StaleVersion, "expectedVersion", $"The connector has version {row.Version} by now."));
        return await Complete(db, row.SiteId, row.Id, spec, check, faults);
    }

    private static async Task<CheckedConnector> Complete(ConnectorDb db, Guid site, Guid id, ConnectorSpec spec, CheckedConnector check, List<Fault> faults)
    {
        faults.AddRange(await ConnectorUniqueness.Check(db, site, id, spec, check.Draft?.Username ?? spec.Username));
        return check with { Draft = faults.Count > 0 ? null : check.Draft, Faults = [.. faults] };
    }
}
