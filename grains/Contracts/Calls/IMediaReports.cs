using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>What this node hears of the media that it relays; a node tells of its own calls only.</summary>
public interface IMediaReports
{
    /// <summary>The calls of a connector whose media is relayed now, the latest first.</summary>
    /// <param name="connector">The connector.</param>
    /// <param name="first">How many at most.</param>
    /// <param name="after">The sequence of the call behind which the page begins; null for the beginning.</param>
    Page<MediaReport> Of(ConnectorId connector, int first, long? after);
}

/// <summary>A call whose media is relayed.</summary>
/// <param name="Sequence">Its place among the relayed calls.</param>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="Since">When its media began to be relayed.</param>
/// <param name="Caller">The connector of the caller; null for a local phone.</param>
/// <param name="Called">The connector of the called side; null for a local one.</param>
/// <param name="Media">One for each m= line that is relayed now.</param>
/// <param name="Verdict">Which side is not heard, in one sentence.</param>
public sealed record MediaReport(
    long Sequence, string CallId, DateTimeOffset Since, ConnectorId? Caller, ConnectorId? Called, ImmutableArray<MediaLineReport> Media, string Verdict);

/// <summary>What came for one m= line.</summary>
/// <param name="Kind">"audio", "video", and so on.</param>
/// <param name="FromCaller">What came from the caller.</param>
/// <param name="FromCalled">What came from the called side.</param>
public sealed record MediaLineReport(string Kind, MediaFlow FromCaller, MediaFlow FromCalled);

/// <summary>What came from one side.</summary>
/// <param name="Packets">How many packets were taken.</param>
/// <param name="Bytes">How many bytes they had.</param>
/// <param name="Lost">How many of those that the sender numbered did not come.</param>
/// <param name="Strays">How many came from somewhere else and were dropped.</param>
/// <param name="LastPacket">When the last one came; null when none did.</param>
/// <param name="Source">Where they come from, address:port; null when none came.</param>
public sealed record MediaFlow(long Packets, long Bytes, long Lost, long Strays, DateTimeOffset? LastPacket, string? Source);
