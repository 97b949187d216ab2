using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Connectors;

/// <summary>Finds what other connectors of the site have already. Runs within the transaction that writes, so what it finds free stays free.</summary>
internal static class ConnectorUniqueness
{
    public static async Task<List<Fault>> Check(ConnectorDb db, Guid site, Guid connector, ConnectorSpec spec, string? username)
    {
        var faults = new List<Fault>();
        var others = db.Connectors.Where(c => c.SiteId == site && c.Id != connector);
        if (await others.AnyAsync(c => c.Name == spec.Name))
            faults.Add(new Fault(FaultCode.Taken, "name", $"The site has a connector named \"{spec.Name}\" already."));
        if (!string.IsNullOrEmpty(username) && await others.Where(c => c.Username == username).Select(static c => c.Name).FirstOrDefaultAsync() is { } holder)
            faults.Add(new Fault(FaultCode.Taken, "username", $"Connector \"{holder}\" has the username '{username}': calls could not be told apart."));
        // Phones and far sides register under one name space per site: whose password would count?
        if (!string.IsNullOrEmpty(username) && await db.LocalNumbers.AnyAsync(n => n.SiteId == site && n.Number == username && n.Kind == (int)LocalNumberKind.Extension))
            faults.Add(new Fault(FaultCode.Taken, "username", $"The site has an extension {username}, which registers under the same name."));
        return faults;
    }
}
