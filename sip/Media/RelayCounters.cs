using System.Net;

namespace SystemConnector.Sip.Media;

/// <summary>What came from one side over one port.</summary>
/// <param name="Packets">How many packets were taken.</param>
/// <param name="Bytes">How many bytes they had, without UDP's header.</param>
/// <param name="Lost">How many the sender numbered that did not come; RTP alone.</param>
/// <param name="Strays">How many came from somewhere else and were dropped.</param>
/// <param name="Undelivered">How many could not be passed on to the other side.</param>
/// <param name="LastAt">When the last one came; null when none did.</param>
/// <param name="Source">Where they come from; null when none came.</param>
public readonly record struct RelayCounters(
    long Packets, long Bytes, long Lost, long Strays, long Undelivered, DateTimeOffset? LastAt, IPEndPoint? Source);
