using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Migrations;

/// <summary>Everything on which a migration of a connector depends: its ranges, with the numbers and decisions in them that are not the migration's own.</summary>
internal sealed record MigrationFacts(string ConnectorName, ImmutableArray<RangeFacts> Ranges)
{
    private readonly HashSet<Number> _locals = [.. Ranges.SelectMany(static r => r.Locals.Where(l => r.Numbers.Contains(l.Number))).Select(static l => l.Number)];

    /// <summary>The facts; null when the site has no such connector.</summary>
    public static async Task<MigrationFacts?> Read(ConnectorDb db, SiteId site, ConnectorId connector, DateTimeOffset now, MigrationId? own = null)
    {
        var row = await db.Connectors.AsNoTracking().Include(static c => c.Ranges).SingleOrDefaultAsync(c => c.Id == connector.Value && c.SiteId == site.Value);
        if (row is null) return null;
        var ranges = ImmutableArray.CreateBuilder<RangeFacts>(row.Ranges.Count);
        foreach (var range in row.Ranges.OrderBy(static r => r.Position))
            if (await RangeFactsReader.Read(db, range.Id, now, own) is { } facts) ranges.Add(facts);
        return new MigrationFacts(row.Name, ranges.ToImmutable());
    }

    /// <summary>Whether the site has that local number.</summary>
    public bool IsLocal(Number number) => _locals.Contains(number);

    /// <summary>What keeps a number from being decided so; null when nothing does.</summary>
    public Fault? Check(Number number, Precedence? precedence, string field)
    {
        if (!Ranges.Any(r => r.Numbers.Contains(number)))
            return new Fault(FaultCode.OutOfRange, field, $"{number} is in no range of connector \"{ConnectorName}\".");
        if (precedence == Precedence.Local && !IsLocal(number))
            return new Fault(FaultCode.Contradiction, field, $"The site has no local number {number} that could win.");
        return null;
    }

    /// <summary>The same text as long as numbers, decisions and ranges stay the same.</summary>
    public string Stamp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var range in Ranges.OrderBy(static r => r.Numbers.Min))
        {
            Add($"range {range.Order} {range.Enabled}");
            foreach (var local in range.Locals.Where(l => range.Numbers.Contains(l.Number)).OrderBy(static l => l.Number)) Add($"local {local}");
            foreach (var top in range.Decisions.OrderBy(static d => d.Number))
                for (var layer = top; layer is not null; layer = layer.Below) Add($"layer {layer.Number} {layer.Layer}");
            foreach (var other in range.Others.OrderBy(static o => o.Order)) Add($"other {other}");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));

        void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
