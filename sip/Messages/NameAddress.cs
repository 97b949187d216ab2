namespace SystemConnector.Sip.Messages;

/// <summary>A name-addr or addr-spec with its header parameters (RFC 3261 §20.10), as in From, To, Contact, Route.</summary>
/// <param name="Display">The display name as written, quotes included; empty when absent.</param>
/// <param name="Uri">The URI without angle brackets.</param>
/// <param name="Parameters">What follows the address, from the first ';' on; empty when absent.</param>
/// <param name="Tag">The tag parameter; empty when absent.</param>
public readonly record struct NameAddress(Slice Display, Slice Uri, Slice Parameters, Slice Tag);
