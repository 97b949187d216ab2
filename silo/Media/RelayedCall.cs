using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Media;

/// <summary>A call whose media this node relays: what came from each side, so that "no audio from B to A" can be said.</summary>
/// <param name="CallId">The Call-ID of both legs.</param>
/// <param name="Caller">The connector of the caller; empty for a local phone.</param>
/// <param name="Called">The connector of the called side; empty for a local phone or target.</param>
/// <param name="Since">When its media began to be relayed here.</param>
/// <param name="Media">One for each m= line that is relayed now.</param>
internal sealed record RelayedCall(string CallId, Guid Caller, Guid Called, DateTimeOffset Since, IReadOnlyList<RelayedMedia> Media);
