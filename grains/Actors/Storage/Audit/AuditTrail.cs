using System.Text.Json;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage.Audit;

/// <summary>The one place where entries of the audit log are made.</summary>
internal static class AuditTrail
{
    /// <summary>
    /// For what the change tracker does not see: changes by statements of SQL, and those of rows that are not audited. Call it
    /// within <see cref="ConfigurationStore.Write"/>, once for the whole.
    /// </summary>
    /// <param name="db">The context of the transaction.</param>
    /// <param name="subject">What was changed; for many rows the site or the whole, by a kind of its own such as "LocalNumbers".</param>
    /// <param name="action">What was done.</param>
    /// <param name="before">What is worth knowing of the former state, without secrets; null for none.</param>
    /// <param name="after">The same of the present one: counts, ranges, the name of a file.</param>
    public static void Summarize(ConnectorDb db, AuditSubject subject, AuditAction action, object? before, object? after) =>
        Add(db, subject, action, Text(before), Text(after));

    /// <summary>Adds an entry; its time is set when it is saved.</summary>
    internal static void Add(ConnectorDb db, AuditSubject subject, AuditAction action, string? before, string? after)
    {
        // Loaded by ChangeLog.Lock: whoever has the lock gives out the numbers, so that they become visible in their order.
        var head = db.RouteHeads.Local.SingleOrDefault()
            ?? throw new InvalidOperationException($"A {subject.Kind} is changed outside of {nameof(ConfigurationStore)}.{nameof(ConfigurationStore.Write)}.");
        var actor = Actor.Current;
        db.AuditLog.Add(new AuditRow
        {
            Number = ++head.AuditNumber,
            Actor = actor.Name,
            Operation = actor.Operation,
            SiteId = subject.Site,
            Kind = subject.Kind,
            EntityId = subject.Id,
            Name = subject.Name,
            Action = (int)action,
            Before = before,
            After = after,
        });
    }

    private static string? Text(object? state) => state is null ? null : JsonSerializer.Serialize(state, JsonSerializerOptions.Web);
}
