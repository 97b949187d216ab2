using System.Collections.Immutable;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Sites;

/// <summary>Finds rows of local numbers, and writes what an administrator says into one.</summary>
internal static class LocalNumberRows
{
    /// <summary>Keys per statement; SQLite takes some thousand parameters.</summary>
    private const int Chunk = 500;

    /// <summary>Those of the numbers that exist.</summary>
    public static async Task<Dictionary<string, LocalNumberRow>> Find(ConnectorDb db, Guid site, ImmutableArray<string> numbers)
    {
        var rows = new Dictionary<string, LocalNumberRow>(numbers.Length);
        foreach (var chunk in numbers.Chunk(Chunk))
            foreach (var row in await db.LocalNumbers.Where(n => n.SiteId == site && chunk.Contains(n.Number)).ToListAsync())
                rows[row.Number] = row;
        return rows;
    }

    public static LocalNumberRow New(Guid site, string number) => new() { SiteId = site, Number = number, Digits = number.Length };

    public static void Fill(LocalNumberRow row, LocalNumberSpec spec, SecretProtector protector)
    {
        row.Kind = (int)spec.Kind;
        row.Owner = spec.Owner ?? "";
        row.Target = string.IsNullOrEmpty(spec.Target) ? null : spec.Target;
        row.SpeedDialTo = string.IsNullOrEmpty(spec.SpeedDialTo) ? null : spec.SpeedDialTo;
        // Null keeps the secret, empty clears it; what is no extension any more has none.
        if (spec.Kind != LocalNumberKind.Extension || spec.Secret?.Length == 0) row.Secret = null;
        else if (spec.Secret is not null)
            row.Secret = protector.Protect(SecretPurpose.OfNumber(row.SiteId, row.Number), Encoding.UTF8.GetBytes(spec.Secret));
    }
}
