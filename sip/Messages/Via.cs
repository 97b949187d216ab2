namespace SystemConnector.Sip.Messages;

/// <summary>One Via value, taken apart (RFC 3261 §20.42, RFC 3581).</summary>
/// <param name="Transport">The transport's name, e.g. "UDP".</param>
/// <param name="Host">Host of sent-by; IPv6 in its brackets.</param>
/// <param name="Port">Port of sent-by; 0 when absent.</param>
/// <param name="Branch">The branch parameter; empty when absent.</param>
/// <param name="Received">The received parameter; empty when absent.</param>
/// <param name="RportAsked">True when rport is there, with or without a value.</param>
/// <param name="Whole">The whole value.</param>
public readonly record struct Via(Slice Transport, Slice Host, ushort Port, Slice Branch, Slice Received, bool RportAsked, Slice Whole);
