using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>The addresses of a local number's SIP target, in the order in which they are tried; over TLS with who must be there.</summary>
internal sealed record SipTargetPlaces(Number Number, byte[] Uri, TransportProtocol Protocol, ImmutableArray<TransportAddress> Addresses, SiteId Site, TlsPeer? Peer)
{
    /// <summary>How long nothing may be heard of one before the next is tried.</summary>
    public static readonly TimeSpan NoAnswerTimeout = TimeSpan.FromSeconds(4);

    /// <summary>True when there is one after that many.</summary>
    public bool IsLeft(int tried) => tried < Addresses.Length;

    /// <summary>The next one that a transport leads to; null when there is none.</summary>
    public CallTarget? Find(SipNode node, ref int tried)
    {
        while (tried < Addresses.Length)
        {
            var address = Addresses[tried++];
            if (node.TransportTo(Protocol, address, Site, Peer) is { } transport) return new CallTarget(new Flow(transport, address), Number, Uri: Uri);
        }
        return null;
    }
}
