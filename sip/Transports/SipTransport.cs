using System.Net;
using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Sip.Transports;

/// <summary>A local socket over which messages come and go.</summary>
public abstract class SipTransport : IAsyncDisposable
{
    // An address comes and goes with the machine that fails or recovers: what was seen a moment ago still holds.
    private const int UsableForMilliseconds = 250;

    private readonly byte[]? _advertised;
    private bool _isWildcard, _wasUsable;
    private long _lookedAt = -UsableForMilliseconds;

    /// <summary>Sets what every transport has.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="advertisedHost">The host that peers are told (Via, Contact); null for the address that this socket has towards them.</param>
    /// <param name="isStandby">True when it is bound to an address that may not be of this machine yet.</param>
    protected SipTransport(TransportProtocol protocol, string? advertisedHost, bool isStandby = false)
    {
        Protocol = protocol;
        IsStandby = isStandby;
        AdvertisedHost = advertisedHost;
        _advertised = advertisedHost is null ? null : Encoding.ASCII.GetBytes(advertisedHost);
        Counters = new TransportCounters();
    }

    /// <summary>Another way of sending over the same socket.</summary>
    private protected SipTransport(SipTransport socket)
    {
        Protocol = socket.Protocol;
        IsStandby = socket.IsStandby;
        Stamp = socket.Stamp;
        Counters = socket.Counters;
        LocalHost = socket.LocalHost;
        AdvertisedHost = socket.AdvertisedHost;
        _advertised = socket._advertised;
        _isWildcard = socket._isWildcard;
    }

    /// <summary>The protocol.</summary>
    public TransportProtocol Protocol { get; }

    /// <summary>The transport that has the socket: this one, or the one whose socket it uses.</summary>
    public virtual SipTransport Owner => this;

    /// <summary>True when the protocol retransmits by itself, so that transactions do not (RFC 3261 §17).</summary>
    public bool IsReliable => Protocol != TransportProtocol.Udp;

    /// <summary>The socket's own address with the port that the system chose where it was asked for one.</summary>
    public abstract TransportAddress Local { get; }

    /// <summary>The address that the socket is bound to, as text; empty when it listens on all.</summary>
    public string LocalHost { get; private set; } = "";

    /// <summary>The host that peers are told whoever they are; null for the address that this socket has towards each.</summary>
    public string? AdvertisedHost { get; }


    /// <summary>True when it is bound to an address that may move here from another machine: it serves what belongs to that address, and nothing new.</summary>
    public bool IsStandby { get; }

    /// <summary>False while the address of a standby socket is not of this machine.</summary>
    public bool IsUsable
    {
        get
        {
            if (!IsStandby) return true;
            var now = Environment.TickCount64;
            if (now - Volatile.Read(ref _lookedAt) < UsableForMilliseconds) return Volatile.Read(ref _wasUsable);
            Volatile.Write(ref _wasUsable, LocalAddresses.IsHere(Local));
            Volatile.Write(ref _lookedAt, now);
            return Volatile.Read(ref _wasUsable);
        }
    }

    /// <summary>Whether the address of the socket is of this machine now, however freely the system lets it bind; one that listens on all always is.</summary>
    public bool IsHere => _isWildcard || LocalAddresses.IsHere(Local);

    /// <summary>Ends the branches of the requests that this node sends over it; null where branches end with nothing.</summary>
    public BranchStamp? Stamp { get; set; }

    /// <summary>What went over the socket.</summary>
    public TransportCounters Counters { get; }

    /// <summary>The loop that receives, where one thread does; null otherwise.</summary>
    public virtual LoopTurn? Loop => null;

    /// <summary>Sees every message; null for nobody.</summary>
    public IMessageTrace? Trace { get; set; }

    /// <summary>Begins to receive.</summary>
    public abstract void Start(ITransportReceiver receiver);

    /// <summary>
    /// Sends without waiting. False when it is known at once that it cannot be sent; a failure that shows later
    /// is told to the receiver under the ticket.
    /// </summary>
    public abstract bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket = default);

    /// <summary>True when this transport can reach that address family.</summary>
    public bool Reaches(in TransportAddress remote) => remote.IsIPv6 == Local.IsIPv6;

    /// <summary>Writes "host:port" of this node as the peer knows or should know it: sent-by in Via, the host of our Contact.</summary>
    public void WriteSentBy(ref MessageWriter writer, in TransportAddress remote)
    {
        WriteHost(ref writer, remote);
        writer.Write((byte)':');
        writer.Write(Local.Port);
    }

    /// <summary>Writes the host of this node as that peer knows or should know it.</summary>
    public void WriteHost(ref MessageWriter writer, in TransportAddress remote)
    {
        if (_advertised is not null) writer.Write(_advertised);
        else LocalTowards(remote).WriteHost(ref writer);
    }

    /// <summary>The address of this machine from which that peer hears us, whatever it is told; the port means nothing.</summary>
    public virtual TransportAddress LocalTowards(in TransportAddress remote) => _isWildcard || !Reaches(remote) ? LocalAddresses.Towards(remote) : Local;

    /// <summary>Writes the transport parameter that a URI of ours needs; UDP is what a URI without one means (RFC 3263 §4.1).</summary>
    public void WriteUriParameter(ref MessageWriter writer)
    {
        if (Protocol == TransportProtocol.Udp) return;
        writer.Write(";transport="u8);
        writer.Write(Protocol.ParameterName());
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Says what the socket is bound to, once it is.</summary>
    protected void BoundTo(IPEndPoint local)
    {
        _isWildcard = local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any);
        LocalHost = _isWildcard ? "" : local.Address.ToString();
    }
}
