using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>
/// The call records of the whole cluster, read from the database and paged by key, the latest first. Never used on the path of a call.
/// Throws <see cref="StorageUnavailableException"/> when the database is away.
/// </summary>
public interface ICallRecords
{
    /// <summary>A page of records.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="first">How many at most.</param>
    /// <param name="after">The call behind which the page begins; null for the latest.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>The records, and whether more follow: there may be millions, so they are not counted.</returns>
    Task<(ImmutableArray<CallRecord> Records, bool HasMore)> List(CallRecordFilter filter, int first, CallKey? after, CancellationToken cancellation);

    /// <summary>A record; null when there is none.</summary>
    Task<CallRecord?> Find(CallKey key, CancellationToken cancellation);

    /// <summary>How many calls began in each minute of a span, the first minute first; minutes without calls are left out. It reads all of them, so the span is to be short.</summary>
    /// <param name="sites">Of these sites; empty for all.</param>
    /// <param name="from">From this time on.</param>
    /// <param name="to">Before this time.</param>
    /// <param name="cancellation">Gives it up.</param>
    Task<ImmutableArray<CallMinute>> PerMinute(ImmutableArray<SiteId> sites, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation);
}

/// <summary>How many calls began in a minute.</summary>
/// <param name="Begin">When the minute began.</param>
/// <param name="Calls">All that were answered or are over.</param>
/// <param name="Answered">Those that were answered.</param>
/// <param name="Failed">Those that were refused or failed.</param>
public sealed record CallMinute(DateTimeOffset Begin, int Calls, int Answered, int Failed);

/// <summary>Which records are asked for; what is null or empty takes all.</summary>
/// <param name="Sites">Of these sites.</param>
/// <param name="Connector">That came or went over this connector.</param>
/// <param name="Number">From or to exactly this number.</param>
/// <param name="From">That began at this time or later.</param>
/// <param name="To">That began before this time.</param>
/// <param name="Outcome">That came to this.</param>
/// <param name="Cause">That failed for this cause.</param>
public sealed record CallRecordFilter(
    ImmutableArray<SiteId> Sites = default,
    ConnectorId? Connector = null,
    string? Number = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    CallOutcome? Outcome = null,
    CallCause? Cause = null);
