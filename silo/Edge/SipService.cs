using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Options;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Silo.Trunks;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>
/// Starts and stops SIP on this node: it listens once the routing table is there, since a call before that would be told that nobody
/// has its number.
/// </summary>
internal sealed partial class SipService(
    IServiceProvider services,
    IOptions<SipOptions> options,
    RoutingTableFeed routing,
    ClusterKeys keys,
    INodePresence presence,
    TrunkClient trunks,
    Locations locations,
    TimeProvider time,
    ILogger<SipService> log) : IHostedService
{
    private ImmutableArray<Sealer> _sealers = [];
    private TlsIdentityInForce? _identity;
    private SipNode? _node;

    /// <summary>Until when the certificate of the TLS sockets is valid; null without any.</summary>
    public DateTimeOffset? CertificateValidUntil => _identity?.Current.ValidUntil;

    /// <summary>The running node.</summary>
    /// <exception cref="InvalidOperationException">It does not speak SIP yet.</exception>
    public SipNode Node => _node ?? throw new InvalidOperationException("The node does not speak SIP yet.");

    /// <summary>True once it takes messages.</summary>
    public bool IsListening => Volatile.Read(ref _node) is not null;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await routing.Loaded.WaitAsync(cancellationToken);

        var dispatcher = new RequestDispatcher();
        var layer = new TransactionLayer(dispatcher, options.Value.Timers, time, OnFault);
        var node = new SipNode(layer, await OpenTransports(), routing);
        var sources = services.GetRequiredService<KnownSources>();
        var authenticator = new Authenticator(
            new DigestServer(Sealer("system-connector nonce"u8), options.Value.Digest.ToServerOptions(), time),
            new Md5Peers(keys.Seed, sources, time), services.GetRequiredService<AuthenticationFailures>(), services.GetRequiredService<DigestCounters>(), time);
        var calls = new CallServices(
            node, routing, trunks, locations,
            new Destinations(node, locations, services.GetRequiredService<TargetAddresses>()),
            new SealedContact(Sealer(SealedContact.Purpose)),
            new HopMark(keys.Seed),
            services.GetRequiredService<ChannelLedgers>(),
            services.GetRequiredService<CallJournal>(),
            services.GetRequiredService<CallMedia>(),
            services.GetRequiredService<CallMetrics>(),
            time);
        var connections = services.GetRequiredService<KnownConnections>();
        dispatcher.Use(new RequestDispatcher.Parts(
            calls,
            new InDialogRequests(calls),
            ActivatorUtilities.CreateInstance<Registrar>(services, authenticator),
            ActivatorUtilities.CreateInstance<CallerIdentification>(services, authenticator),
            connections,
            services.GetRequiredService<InboundAdmission>(),
            services.GetRequiredService<EarlyRefusals>(),
            services.GetRequiredService<IFence>()));

        // All sealers are there; keys that came meanwhile are taken now.
        keys.Changed += UseKeys;
        UseKeys();

        node.Start();
        _node = node;
        trunks.Start(node);
        foreach (var transport in node.Transports) LogListening(log, transport.Protocol.ParameterName(), transport.Local);
        await presence.Listening(link: "", [.. node.Transports.Select(SocketOf)], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await trunks.Stop();
        if (_node is not null) await _node.DisposeAsync();
        // The host may be told to stop more than once, and stops what did not start.
        _identity?.Dispose();
        keys.Changed -= UseKeys;
        foreach (var sealer in _sealers) sealer.Dispose();
        _sealers = [];
    }

    private async Task<List<SipTransport>> OpenTransports()
    {
        var transports = new List<SipTransport>();
        try
        {
            foreach (var uri in options.Value.ListenUris) transports.Add(Open(uri));
        }
        catch
        {
            foreach (var transport in transports) await transport.DisposeAsync();
            throw;
        }
        return transports;
    }

    private SipTransport Open(in ListenUri uri)
    {
        var sip = options.Value;
        switch (uri.Protocol)
        {
            case TransportProtocol.Udp:
                return new UdpTransport(uri.EndPoint, sip.AdvertisedAddress, sip.Limits, OnFault);
            case TransportProtocol.Tcp:
                return new TcpTransport(uri.EndPoint, sip.AdvertisedAddress, sip.Limits, sip.Tcp, time, OnFault);
            default:
                var identity = _identity ??= new TlsIdentityInForce(sip.Tls, time, log);
                return new TlsTransport(uri.EndPoint, sip.AdvertisedAddress, () => identity.Current, sip.Limits, sip.Tcp, time, OnFault);
        }
    }

    private Sealer Sealer(ReadOnlySpan<byte> purpose)
    {
        var sealer = new Sealer(Materials, keys.Current.Id, purpose);
        _sealers = _sealers.Add(sealer);
        return sealer;
    }

    private (byte, byte[])[] Materials => [.. keys.All.Select(static key => (key.Id, key.Material))];

    private void UseKeys()
    {
        foreach (var sealer in _sealers) sealer.Use(Materials, keys.Current.Id);
    }

    private NodeSocket SocketOf(SipTransport transport) =>
        new(transport.Protocol.ParameterName(), transport.Local.ToString(), options.Value.AdvertisedAddress ?? "");

    private void OnFault(Exception exception) => LogFault(log, exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening for SIP on {Protocol}:{Address}")]
    private static partial void LogListening(ILogger logger, string protocol, TransportAddress address);

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug in the handling of a SIP message; the message is lost, the node goes on")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
