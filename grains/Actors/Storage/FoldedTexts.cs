using Microsoft.EntityFrameworkCore;

namespace SystemConnector.Grains.Storage;

/// <summary>
/// Fills the lower-case copies that are empty: of rows from before there were any, or from a node of a version that does not know them. By the
/// database's idea of lower case, until the row is written the next time.
/// </summary>
internal static class FoldedTexts
{
    public static async Task Fill(ConnectorDb db, CancellationToken cancellation)
    {
#pragma warning disable CA1304, CA1311 // It is the database that does it.
        await db.Sites.Where(static s => s.NameFolded == "")
            .ExecuteUpdateAsync(static set => set.SetProperty(static s => s.NameFolded, static s => s.Name.ToLower()), cancellation);
        await db.Connectors.Where(static c => c.NameFolded == "" || c.AddressFolded == "")
            .ExecuteUpdateAsync(static set => set.SetProperty(static c => c.NameFolded, static c => c.Name.ToLower()).SetProperty(static c => c.AddressFolded, static c => c.Address.ToLower()), cancellation);
        await db.LocalNumbers.Where(static n => n.OwnerFolded == "" && n.Owner != "")
            .ExecuteUpdateAsync(static set => set.SetProperty(static n => n.OwnerFolded, static n => n.Owner.ToLower()), cancellation);
#pragma warning restore CA1304, CA1311
    }
}
