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

    /// <summary>The URI in To; empty to leave it.</summary>
    public ReadOnlySpan<byte> To;

    /// <summary>What is added to the CSeq.</summary>
    public byte CSeqOffset;

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

    /// <summary>The URI that P-Asserted-Identity gets; empty for no such header field.</summary>
    public ReadOnlySpan<byte> AssertedIdentity;

    /// <summary>The body that the peer gets; empty for the one that came.</summary>
    public ReadOnlySpan<byte> Body;

    /// <summary>The hop mark to add; 0 for none.</summary>
    public ulong HopMark;
}
