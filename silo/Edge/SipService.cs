using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Cluster;
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
    ClusterLink link,
    IClusterNodes nodes,
    TimeProvider time,
    ILogger<SipService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _usingKeys = new();
    private ImmutableArray<Sealer> _sealers = [];
    private Task _announcing = Task.CompletedTask;
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
        var stamp = new BranchStamp(nodes.Self.Number, keys.Seed);
        var layer = new TransactionLayer(dispatcher, options.Value.Timers, time, OnFault, stamp);
        var node = new SipNode(layer, await OpenTransports(), routing, link, stamp);
        var sources = services.GetRequiredService<KnownSources>();
        var authenticator = new Authenticator(
            new DigestServer(Sealer("system-connector nonce"u8), options.Value.Digest.ToServerOptions(), time),
            new Md5Peers(keys.Seed, sources, time), services.GetRequiredService<AuthenticationFailures>(), services.GetRequiredService<DigestCounters>(), time);
        var kept = new KeptCalls(services.GetRequiredService<ChannelLedgers>(), services.GetRequiredService<CallMedia>(), link);
        var calls = new CallServices(
            node, routing, trunks, locations,
            new Destinations(node, locations, services.GetRequiredService<TargetAddresses>(), trunks, link),
            new SealedContact(Sealer(SealedContact.Purpose)),
            new HopMark(keys.Seed),
            services.GetRequiredService<ChannelLedgers>(),
            kept,
            services.GetRequiredService<CallJournal>(),
            services.GetRequiredService<CallMedia>(),
            services.GetRequiredService<CallMetrics>(),
            time);
        services.GetRequiredService<OutgoingPreview>().Use(calls);
        var connections = services.GetRequiredService<KnownConnections>();
        dispatcher.Use(new RequestDispatcher.Parts(
            calls,
            new InDialogRequests(calls),
            ActivatorUtilities.CreateInstance<Registrar>(services, authenticator),
            ActivatorUtilities.CreateInstance<CallerIdentification>(services, authenticator),
            connections,
            services.GetRequiredService<InboundAdmission>(),
            services.GetRequiredService<EarlyRefusals>(),
            services.GetRequiredService<IFence>(),
            services.GetRequiredService<Handover>(),
            link,
            new StrayAnswers(calls.Contacts, options.Value.Timers, time)));

        var linkSealer = Sealer("system-connector link"u8);
        // All sealers are there; keys that came meanwhile are taken now.
        keys.Changed += UseKeys;
        UseKeys();

        node.Start();
        link.Start(node, trunks, kept, services.GetRequiredService<IFence>(), linkSealer);
        _node = node;
        trunks.Start(node);
        foreach (var transport in node.Transports) LogListening(log, transport.Protocol.ParameterName(), transport.Local);
        // Whoever moves an address here asks first whether this node is ready: it must not wait for what waits for it.
        if (Missing(node) is { } missing) _announcing = AnnounceOnceHere(node, missing);
        else await Announce(node, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _announcing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await trunks.Stop();
        await link.DisposeAsync();
        if (_node is not null) await _node.DisposeAsync();
        // The host may be told to stop more than once, and stops what did not start.
        _identity?.Dispose();
        keys.Changed -= UseKeys;
        lock (_usingKeys)
        {
            foreach (var sealer in _sealers) sealer.Dispose();
            _sealers = [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>The other nodes may know that this one speaks SIP: from now on it is the home of connectors.</summary>
    private Task Announce(SipNode node, CancellationToken cancellation) =>
        presence.Listening(link.Local?.ToString() ?? "", [.. node.Transports.Select(SocketOf)], cancellation);

    /// <summary>A socket may be bound before its address is of this machine; a home could not register from there.</summary>
    private async Task AnnounceOnceHere(SipNode node, SipTransport missing)
    {
        LogNotHere(log, missing.Local);
        using var timer = new PeriodicTimer(LookInterval, time);
        while (Missing(node) is not null) await timer.WaitForNextTickAsync(_stopping.Token);
        await Announce(node, _stopping.Token);
    }

    private static SipTransport? Missing(SipNode node) => node.Transports.FirstOrDefault(static transport => transport is { IsStandby: false, IsHere: false });

    private async Task<List<SipTransport>> OpenTransports()
    {
        var transports = new List<SipTransport>();
        try
        {
            foreach (var uri in options.Value.ListenUris) transports.Add(Open(uri, options.Value.AdvertisedAddress));
            // Whoever speaks to an address that moved knows us by that address.
            foreach (var uri in options.Value.StandbyUris) transports.Add(Open(uri, advertised: null, isStandby: true));
        }
        catch
        {
            foreach (var transport in transports) await transport.DisposeAsync();
            throw;
        }
        return transports;
    }

    private SipTransport Open(in ListenUri uri, string? advertised, bool isStandby = false)
    {
        var sip = options.Value;
        switch (uri.Protocol)
        {
            case TransportProtocol.Udp:
                return new UdpTransport(uri.EndPoint, advertised, sip.Limits, OnFault, isStandby);
            case TransportProtocol.Tcp:
                return new TcpTransport(uri.EndPoint, advertised, sip.Limits, sip.Tcp, time, OnFault, isStandby);
            default:
                var identity = _identity ??= new TlsIdentityInForce(sip.Tls, time, log);
                return new TlsTransport(uri.EndPoint, advertised, () => identity.Current, sip.Limits, sip.Tcp, time, OnFault, isStandby);
        }
    }

    private Sealer Sealer(ReadOnlySpan<byte> purpose)
    {
        var (materials, sealing) = Snapshot();
        var sealer = new Sealer(materials, sealing, purpose);
        _sealers = _sealers.Add(sealer);
        return sealer;
    }

    /// <summary>The key that seals is read first: it opens for long after that, so it is among those that open.</summary>
    private ((byte, byte[])[] Materials, byte Sealing) Snapshot()
    {
        var sealing = keys.Current.Id;
        return ([.. keys.All.Select(static key => (key.Id, key.Material))], sealing);
    }

    /// <summary>Reads under the lock, so that whoever comes last takes the latest.</summary>
    private void UseKeys()
    {
        lock (_usingKeys)
        {
            var (materials, sealing) = Snapshot();
            foreach (var sealer in _sealers) sealer.Use(materials, sealing);
        }
    }

    private static NodeSocket SocketOf(SipTransport transport) =>
        new(transport.Protocol.ParameterName(), transport.Local.ToString(), transport.AdvertisedHost ?? "");

    private void OnFault(Exception exception) => LogFault(log, exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening for SIP on {Protocol}:{Address}")]
    private static partial void LogListening(ILogger logger, string protocol, TransportAddress address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The address {Address} is not of this machine yet; until it is, this node is the home of no connector")]
    private static partial void LogNotHere(ILogger logger, TransportAddress address);

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug in the handling of a SIP message; the message is lost, the node goes on")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
