using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>What is different in a request that goes out from the one that came in; see <see cref="RequestEgress"/>.</summary>
internal ref struct OutgoingRequest
{
    /// <summary>Where it goes.</summary>
    public Flow Flow;

    /// <summary>The branch of our Via.</summary>
    public ulong Branch;

    /// <summary>The Request-URI.</summary>
    public ReadOnlySpan<byte> RequestUri;

    /// <summary>The value of Route; empty for none.</summary>
    public ReadOnlySpan<byte> Routes;

    /// <summary>The sender's route set, which our Record-Route brings back with each request of the peer; empty for none.</summary>
    public ReadOnlySpan<byte> SenderRoutes;

    /// <summary>The URI in From; empty to leave it.</summary>
    public ReadOnlySpan<byte> From;

    /// <summary>The display name in From; empty to leave it.</summary>
    public ReadOnlySpan<byte> FromName;

    /// <summary>The URI in To; empty to leave it.</summary>
    public ReadOnlySpan<byte> To;

    /// <summary>What is added to the CSeq.</summary>
    public byte CSeqOffset;

    /// <summary>What is added to the CSeq of the INVITE that RAck repeats.</summary>
    public byte RAckOffset;

    /// <summary>What is added to the CSeq of the REFER that the id of an Event repeats.</summary>
    public int EventOffset;

    /// <summary>The user part of our Contact.</summary>
    public ReadOnlySpan<byte> ContactUser;

    /// <summary>What our Contact carries; used when <see cref="HasContact"/>.</summary>
    public DialogToken Contact;

    /// <summary>True when the request gets a Contact of ours.</summary>
    public bool HasContact;

    /// <summary>Credentials for the far side; null for none.</summary>
    public DigestCredentials? Credentials;

    /// <summary>The challenge that the credentials answer; null when none is known.</summary>
    public DigestChallenge? Challenge;

    /// <summary>P-Asserted-Identity and Privacy.</summary>
    public IdentityHeaders Identity;

    /// <summary>True when the peer is not to learn who calls.</summary>
    public bool HidesCaller;

    /// <summary>Makes of Refer-To what the peer can call.</summary>
    public ReferredUri ReferTo;

    /// <summary>The session interval in seconds; 0 to leave it.</summary>
    public uint SessionExpires;

    /// <summary>The shortest session interval in seconds; 0 to leave it.</summary>
    public uint MinSE;

    /// <summary>Where the sender was seen, when it is behind NAT.</summary>
    public TransportAddress? SenderBehindNat;

    /// <summary>The hop mark to add; 0 for none.</summary>
    public ulong HopMark;
}
