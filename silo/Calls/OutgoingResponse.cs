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

    /// <summary>The body that the other side gets; empty for the one that came.</summary>
    public ReadOnlySpan<byte> Body;
}
