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
[GenerateSerializer, Immutable, Alias("sc.MediaReport")]
public sealed record MediaReport(
    [property: Id(0)] long Sequence, [property: Id(1)] string CallId, [property: Id(2)] DateTimeOffset Since, [property: Id(3)] ConnectorId? Caller, [property: Id(4)] ConnectorId? Called, [property: Id(5)] ImmutableArray<MediaLineReport> Media, [property: Id(6)] string Verdict);

/// <summary>What came for one m= line.</summary>
/// <param name="Kind">"audio", "video", and so on.</param>
/// <param name="FromCaller">What came from the caller.</param>
/// <param name="FromCalled">What came from the called side.</param>
[GenerateSerializer, Immutable, Alias("sc.MediaLineReport")]
public sealed record MediaLineReport([property: Id(0)] string Kind, [property: Id(1)] MediaFlow FromCaller, [property: Id(2)] MediaFlow FromCalled);

/// <summary>What came from one side.</summary>
/// <param name="Packets">How many packets were taken.</param>
/// <param name="Bytes">How many bytes they had.</param>
/// <param name="Lost">How many of those that the sender numbered did not come.</param>
/// <param name="Strays">How many came from somewhere else and were dropped.</param>
/// <param name="LastPacket">When the last one came; null when none did.</param>
/// <param name="Source">Where they come from, address:port; null when none came.</param>
[GenerateSerializer, Immutable, Alias("sc.MediaFlow")]
public sealed record MediaFlow([property: Id(0)] long Packets, [property: Id(1)] long Bytes, [property: Id(2)] long Lost, [property: Id(3)] long Strays, [property: Id(4)] DateTimeOffset? LastPacket, [property: Id(5)] string? Source);
