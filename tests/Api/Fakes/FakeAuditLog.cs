using System.Collections.Concurrent;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Entries that a test writes, and what was asked for last.</summary>
public sealed class FakeAuditLog : IAuditLog
{
    public ConcurrentBag<AuditEntry> Entries { get; } = [];

    public Task<Page<AuditEntry>> Read(SiteScope within, AuditFilter filter, int first, long? before, CancellationToken cancellation)
    {
        var all = Entries.Where(entry => within.Holds(entry.Site)
            && (filter.Site is null || entry.Site == filter.Site) && (filter.Actor is null || entry.Actor == filter.Actor)
            && (filter.Kind is null || entry.Kind == filter.Kind) && (filter.EntityId is null || entry.EntityId == filter.EntityId)
            && !(entry.Time < filter.Since) && !(entry.Time >= filter.Until)).OrderByDescending(entry => entry.Number).ToList();
        var rest = all.Where(entry => before is null || entry.Number < before).ToList();
        return Task.FromResult(new Page<AuditEntry>([.. rest.Take(first)], rest.Count > first, all.Count));
    }
}
