using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>What is different in a response that goes back from the one that came in; see <see cref="ResponseEgress"/>.</summary>
internal ref struct OutgoingResponse
{
    /// <summary>The user part of our Contact.</summary>
    public ReadOnlySpan<byte> ContactUser;

    /// <summary>What our Contact carries; used when <see cref="HasContact"/>.</summary>
    public DialogToken Contact;

    /// <summary>True when the response gets a Contact of ours.</summary>
    public bool HasContact;

    /// <summary>The peer's route set, which our Record-Route brings back with each request of the other side; empty for none.</summary>
    public ReadOnlySpan<byte> PeerRoutes;

    /// <summary>Makes of a redirect's Contact what the sender of the request can call; null to leave it.</summary>
    public ReferredUri? Redirect;

    /// <summary>P-Asserted-Identity and Privacy.</summary>
    public IdentityHeaders Identity;

    /// <summary>The session interval that the sender of the request has to keep up alone, in seconds; 0 to leave what the peer says.</summary>
    public uint SessionExpires;

    /// <summary>Where the peer was seen, when it is behind NAT.</summary>
    public TransportAddress? PeerBehindNat;
}
