namespace SystemConnector.Contracts.Access;

/// <summary>What was done.</summary>
public enum AuditAction
{
    /// <summary>It came into being.</summary>
    Created,

    /// <summary>It was changed.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>An entry of the audit log.</summary>
/// <param name="Number">Its place in the log; grows.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who, see <see cref="Access.Actor"/>.</param>
/// <param name="Operation">By which mutation; empty when the product did it by itself.</param>
/// <param name="Site">The site; null for what belongs to the cluster.</param>
/// <param name="Action">What was done.</param>
/// <param name="Kind">To what kind of thing, such as "Connector".</param>
/// <param name="EntityId">Its id among those of its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Before">The changed columns as they were, in JSON; null when it is new.</param>
/// <param name="After">The changed columns as they are, in JSON; null when it is gone.</param>
public sealed record AuditEntry(
    long Number, DateTimeOffset Time, string Actor, string Operation, SiteId? Site, AuditAction Action, string Kind, string EntityId, string Name, string? Before, string? After);

/// <summary>Which entries are wanted; what is null does not matter.</summary>
public sealed record AuditFilter(SiteId? Site = null, string? Actor = null, string? Kind = null, string? EntityId = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>Reads the audit log.</summary>
public interface IAuditLog
{
    /// <summary>Entries before a number, the latest first, of these sites; what belongs to no site is for who sees all.</summary>
    Task<Page<AuditEntry>> Read(SiteScope within, AuditFilter filter, int first, long? before, CancellationToken cancellation);
}
