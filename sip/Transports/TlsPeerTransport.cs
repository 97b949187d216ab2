namespace SystemConnector.Sip.Transports;

/// <summary>
/// A TLS transport towards one peer. Whose certificate is believed goes with the transport of a flow, so that a flow stays small and
/// what happens to it on its way (transactions, dialogs, reconnects) need not know of certificates.
/// </summary>
internal sealed class TlsPeerTransport(TlsTransport owner, TlsPeer peer) : SipTransport(owner)
{
    public override SipTransport Owner => owner;

    public override TransportAddress Local => owner.Local;

    /// <summary>Receiving is the owner's.</summary>
    public override void Start(ITransportReceiver receiver) => throw new NotSupportedException();

    public override bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket = default) => owner.Send(flow, message, ticket, peer);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
