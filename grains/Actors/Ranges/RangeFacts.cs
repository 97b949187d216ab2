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
/// <param name="Decisions">The topmost layer of the decisions on each number of the range that has any.</param>
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
    /// <summary>Whether its connector carries calls.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What is put before its numbers when they are sent.</summary>
    public string PrependDigits { get; init; } = "";

    /// <summary>The ranges that the site declares its own.</summary>
    public ImmutableArray<NumberRange> LocalRanges { get; init; } = [];

    /// <summary>The version of what was read, which grows with each change of it.</summary>
    public long Version { get; init; }

    public NumberRange Numbers => Order.Numbers;

    public string ConnectorName => Order.Name;
}

/// <summary>A local number, as far as conflicts look at it.</summary>
internal readonly record struct LocalFact(Number Number, LocalNumberKind Kind, string Owner);

/// <summary>A range of another connector.</summary>
internal readonly record struct OtherRange(ConnectorId Connector, CandidateOrder Order, bool Enabled = true);
