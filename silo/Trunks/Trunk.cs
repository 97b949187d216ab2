using System.Globalization;
using System.Net;
using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Connectors;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// The live side of one connector on this node, as the call path sees it: where to send, with which credentials, and from where
/// its calls come. All of it may be read on any thread, without a lock.
/// </summary>
internal sealed class Trunk
{
    private readonly int _domainLength;
    private volatile TrunkConfiguration _configuration;
    private volatile TrunkSecrets? _secrets;
    private volatile DigestChallenge? _challenge;
    private volatile byte[] _serviceRoute = [];
    private volatile TrunkSources _sources;
    private volatile TrunkTargets _targets = TrunkTargets.None;
    private volatile TrunkStatus? _status;

    /// <summary>Prepares what the call path writes.</summary>
    /// <param name="configuration">The connector's configuration.</param>
    public Trunk(TrunkConfiguration configuration)
    {
        _configuration = configuration;
        var host = configuration.Host.Contains(':') ? $"[{configuration.Host}]" : configuration.Host;
        _domainLength = host.Length;
        var port = configuration.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{configuration.Port}");
        if (Protocol == TransportProtocol.Tls) Peer = new TlsPeer(configuration.Host, configuration.Tls.Verify, configuration.Tls.Fingerprint, configuration.Connector.Value);
        RequestUri = Encoding.ASCII.GetBytes($"sip:{host}{port}");
        if (configuration is { Type: ConnectionType.Password, Username: { } username })
        {
            UserPart = SipUserPart.Escape(username);
            AddressOfRecord = AddressOfRecordKey.Of(configuration.Site, username);
        }
        FormerContact = Encoding.ASCII.GetBytes(configuration.FormerContact);
        _secrets = TrunkSecrets.Of(configuration, null);
        _sources = TrunkSources.Of(configuration.Sources, []);
    }

    /// <summary>The configuration that is in force.</summary>
    public TrunkConfiguration Configuration => _configuration;

    /// <summary>The far side's addresses; none while its name is not resolved or no transport of this node leads there.</summary>
    public TrunkTargets Targets => _targets;

    /// <summary>Where requests to the far side go; null while it has no address.</summary>
    public Flow? Target => _targets.Preferred?.Flow;

    /// <summary>The transport to the far side. Both enumerations name the same ones in the same order.</summary>
    public TransportProtocol Protocol => (TransportProtocol)_configuration.Transport;

    /// <summary>Over TLS: who must be at the far side, and what became of the last attempt to connect; otherwise null.</summary>
    public TlsPeer? Peer { get; }

    /// <summary>Where its large requests go, over UDP; null for another protocol.</summary>
    public LargeRequests? LargeRequests { get; internal set; }

    /// <summary>"sip:host[:port]" as configured: the URI of the far side itself. IPv6 is in brackets.</summary>
    public ReadOnlyMemory<byte> RequestUri { get; }

    /// <summary>"host[:port]" as configured, for a Request-URI.</summary>
    public ReadOnlyMemory<byte> HostPort => RequestUri["sip:".Length..];

    /// <summary>"host" as configured, for To and From.</summary>
    public ReadOnlyMemory<byte> Domain => HostPort[.._domainLength];

    /// <summary>The username as it stands in a URI; empty for the IP type.</summary>
    public ReadOnlyMemory<byte> UserPart { get; }

    /// <summary>The address of record under which the far side registers with us; null for the IP type.</summary>
    public string? AddressOfRecord { get; }

    /// <summary>The Contact that a former home has left at the far side, perhaps; empty for none.</summary>
    public byte[] FormerContact { get; }

    /// <summary>What answers the far side's challenges: the password that it took last; null for the IP type.</summary>
    public DigestCredentials? Credentials => _secrets?.InUse;

    /// <summary>The passwords; null for the IP type.</summary>
    public TrunkSecrets? Secrets => _secrets;

    /// <summary>
    /// The value of Route for what we send to the far side outside of dialogs, as its registrar asked (Service-Route, RFC 3608);
    /// empty for none.
    /// </summary>
    public ReadOnlyMemory<byte> ServiceRoute => _serviceRoute;

    /// <summary>The last challenge of the far side to a call, so that most calls carry credentials the first time.</summary>
    public DigestChallenge? Challenge
    {
        get => _challenge;
        set => _challenge = value;
    }

    /// <summary>From where its calls may come: configured addresses and blocks, and what its host name stands for.</summary>
    public TrunkSources Sources => _sources;

    /// <summary>Its state, null until the first was found.</summary>
    public TrunkStatus? Status => _status;

    /// <summary>True when calls from that address are this trunk's; the port says nothing.</summary>
    public bool IsSource(in TransportAddress address) => _sources.Contains(address);

    /// <summary>Where a request that got no answer over that flow goes next (RFC 3263 §4.3); null when there is no other address.</summary>
    public Flow? NextTarget(in Flow tried) => _targets.After(tried)?.Flow;

    /// <summary>Goes on with a configuration that differs in neither address nor username.</summary>
    internal void Adopt(TrunkConfiguration configuration, IEnumerable<IPAddress> resolved)
    {
        _configuration = configuration;
        _secrets = TrunkSecrets.Of(configuration, _secrets);
        SetSources(resolved);
    }

    /// <summary>Has the far side be where the same connector's trunk of another home found it.</summary>
    internal void TakeOver(Trunk former)
    {
        SetTargets(former.Targets);
        SetSources(former.Targets.All.Select(static target => target.Flow.Remote.ToIPAddress()));
    }

    internal void SetTargets(TrunkTargets targets) => _targets = targets;

    internal void SetServiceRoute(byte[] route) => _serviceRoute = route;

    internal void SetSources(IEnumerable<IPAddress> resolved) => _sources = TrunkSources.Of(_configuration.Sources, resolved);

    internal void SetStatus(TrunkStatus status) => _status = status;
}
