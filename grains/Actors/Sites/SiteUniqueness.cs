using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Sites;

/// <summary>Finds what other sites have already. Runs within the transaction that writes, so what it finds free stays free.</summary>
internal static class SiteUniqueness
{
    public static async Task Check(ConnectorDb db, Guid site, SiteSpec spec, ImmutableArray<string> domains, List<Fault> faults)
    {
        if (await db.Sites.AnyAsync(s => s.Id != site && s.Name == spec.Name))
            faults.Add(new Fault(FaultCode.Taken, "name", $"There is a site named \"{spec.Name}\" already."));
        if (spec.IsDefault && await db.Sites.Where(s => s.Id != site && s.IsDefault).Select(static s => s.Name).FirstOrDefaultAsync() is { } former)
            faults.Add(new Fault(FaultCode.Taken, "isDefault", $"\"{former}\" is the default site: take that from it first."));
        var taken = await db.SiteDomains.Where(d => d.SiteId != site && domains.AsEnumerable().Contains(d.Domain)).Select(static d => d.Domain).ToListAsync();
        // The place is that in the list as given, which may have faulty ones before it.
        for (var i = 0; taken.Count > 0 && i < spec.Domains.Length; i++)
            if (SiteValidation.Normalized(spec.Domains[i]) is { } domain && taken.Contains(domain))
                faults.Add(new Fault(FaultCode.Taken, $"domains[{i}]", $"'{domain}' belongs to another site."));
    }

    /// <summary>Extensions that a connector of the site has as its username.</summary>
    public static async Task<List<Fault>> CheckNumbers(ConnectorDb db, Guid site, ImmutableArray<LocalNumberSpec> numbers)
    {
        var usernames = await db.Connectors.Where(c => c.SiteId == site && c.Username != null)
            .Select(static c => new { c.Username, c.Name }).ToDictionaryAsync(static c => c.Username!, static c => c.Name);
        var faults = new List<Fault>();
        for (var i = 0; usernames.Count > 0 && i < numbers.Length; i++)
            if (numbers[i].Kind == LocalNumberKind.Extension && usernames.TryGetValue(numbers[i].Number ?? "", out var connector))
                faults.Add(new Fault(FaultCode.Taken, $"numbers[{i}].number", $"Connector \"{connector}\" registers under the username {numbers[i].Number}."));
        return faults;
    }
}
