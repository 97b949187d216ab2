
namespace SystemConnector.Contracts.Calls;

/// <summary>The calls that this node keeps: it set them up, and has not heard of their end. From memory.</summary>
public interface IActiveCalls
{
    /// <summary>Those of a site and of a connector, null for all, the latest first: <paramref name="first"/> of those that come after the place, and how many there are.</summary>
    NodePage<ActiveCallInfo> Latest(SiteId? site, ConnectorId? connector, int first, CallKey? after);
}

/// <summary>A call that is being set up or goes on.</summary>
/// <param name="Key">Names it; keys are in the order of the calls.</param>
/// <param name="Site">The site that it belongs to.</param>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="From">The user part of the caller's URI.</param>
/// <param name="Number">The number that was dialled.</param>
/// <param name="ConnectorIn">The connector over which it came; null for a phone.</param>
/// <param name="ConnectorOut">The connector over which it was answered; null for a phone, and while it is set up.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="AnsweredAt">When it was answered; null while it is set up.</param>
[GenerateSerializer, Immutable, Alias("sc.ActiveCallInfo")]
public sealed record ActiveCallInfo(
    [property: Id(0)] CallKey Key,
    [property: Id(1)] SiteId? Site,
    [property: Id(2)] string CallId,
    [property: Id(3)] string From,
    [property: Id(4)] string Number,
    [property: Id(5)] ConnectorId? ConnectorIn,
    [property: Id(6)] ConnectorId? ConnectorOut,
    [property: Id(7)] DateTimeOffset StartedAt,
    [property: Id(8)] DateTimeOffset? AnsweredAt);
