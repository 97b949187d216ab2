using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Ranges;

/// <summary>Everything on which the conflicts of a range depend.</summary>
/// <param name="Id">The range.</param>
/// <param name="Site">Its site.</param>
/// <param name="Connector">Its connector.</param>
/// <param name="Order">Its connector's place among others.</param>
/// <param name="Locals">The site's local numbers in the range, and those that begin numbers of it.</param>
/// <param name="Decisions">The decisions on numbers of the range.</param>
/// <param name="Others">Overlapping ranges of other connectors of the site.</param>
internal sealed record RangeFacts(
    RangeId Id,
    SiteId Site,
    ConnectorId Connector,
    CandidateOrder Order,
    ImmutableArray<LocalFact> Locals,
    ImmutableArray<DecisionRoute> Decisions,
    ImmutableArray<OtherRange> Others)
{
    public NumberRange Numbers => Order.Numbers;

    public string ConnectorName => Order.Name;
}

/// <summary>A local number, as far as conflicts look at it.</summary>
internal readonly record struct LocalFact(Number Number, LocalNumberKind Kind, string Owner);

/// <summary>A range of another connector.</summary>
internal readonly record struct OtherRange(ConnectorId Connector, CandidateOrder Order);
