using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage.Audit;

/// <summary>Writes an entry of the audit log for each audited row that a context is about to save, in the same transaction.</summary>
internal sealed class AuditInterceptor(TimeProvider time) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        var db = (ConnectorDb)eventData.Context!;
        var entries = db.ChangeTracker.Entries().ToList();
        // All is compared with what was read just now, and once more before it is saved: not for each row in between.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            Write(db, entries);
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(SavingChanges(eventData, result));

    private void Write(ConnectorDb db, List<EntityEntry> entries)
    {
        // A row that is as it was may still have got or lost rows of its collections.
        var audited = entries.Where(static entry => entry.Entity is IAudited && (entry.State != EntityState.Unchanged || entry.Collections.Any())).ToList();
        if (audited.Count > 0)
        {
            var parts = Parts(entries, audited);
            foreach (var entry in audited) Write(db, entry, parts);
        }
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var entry in db.ChangeTracker.Entries<AuditRow>())
            if (entry.State == EntityState.Added) entry.Entity.Time = now;
    }

    private static void Write(ConnectorDb db, EntityEntry entry, ILookup<(IForeignKey, object), EntityEntry> parts)
    {
        var (before, after) = AuditText.Of(entry, parts);
        if (before is null && after is null) return;
        AuditTrail.Add(db, ((IAudited)entry.Entity).Subject, entry.State switch
        {
            EntityState.Added => AuditAction.Created,
            EntityState.Deleted => AuditAction.Deleted,
            _ => AuditAction.Changed,
        }, before, after);
    }

    /// <summary>The rows of collections by what they are part of.</summary>
    private static ILookup<(IForeignKey, object), EntityEntry> Parts(List<EntityEntry> entries, List<EntityEntry> audited)
    {
        var foreign = audited.Select(static entry => entry.Metadata).Distinct()
            .SelectMany(static type => type.GetNavigations()).Where(static navigation => navigation.IsCollection)
            .Select(static navigation => navigation.ForeignKey).ToLookup(static key => key.DeclaringEntityType);
        return entries
            .SelectMany(entry => foreign[entry.Metadata].Select(key => (Key: key, Entry: entry)))
            // One that was cut off from its owner has lost the key already.
            .ToLookup(static part => (part.Key, part.Entry.State == EntityState.Added ? part.Entry.Property(part.Key.Properties[0]).CurrentValue! : part.Entry.Property(part.Key.Properties[0]).OriginalValue!), static part => part.Entry);
    }
}
