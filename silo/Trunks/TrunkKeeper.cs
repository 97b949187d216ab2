using System.Collections.Immutable;
using System.Net;
using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// One trunk's life on this node: brings together its address (<see cref="Resolver"/>), registration (<see cref="Registration"/>)
/// and health (<see cref="Health"/>), and tells the state that follows (<see cref="TrunkStateRule"/>).
/// </summary>
internal sealed partial class TrunkKeeper
{
    // Of a trunk that registers, OPTIONS has time: the answer to REGISTER says the same.
    private static readonly TimeSpan FirstOptionsWithin = TimeSpan.FromSeconds(10);

    private readonly TrunkContext _context;
    private readonly Action _changed;
    private readonly Resolver _resolver;
    private readonly Health _health;
    private readonly Registration? _registration;
    private readonly TrunkReporter _reporter;
    private Flow? _used;
    private bool _isStarted, _wasDown;

    /// <summary>Prepares a life; nothing is sent before <see cref="Start"/>.</summary>
    /// <param name="environment">The world around.</param>
    /// <param name="node">The node's transports and transactions.</param>
    /// <param name="configuration">The connector's configuration.</param>
    /// <param name="changed">Told when what the call path reads is another.</param>
    public TrunkKeeper(TrunkEnvironment environment, SipNode node, TrunkConfiguration configuration, Action changed)
    {
        _changed = changed;
        Trunk = new Trunk(configuration);
        _context = new TrunkContext(environment, node, Trunk);
        _reporter = new TrunkReporter(environment);
        _resolver = new Resolver(_context, AddressesChanged);
        if (Trunk.Protocol == TransportProtocol.Udp) Trunk.LargeRequests = new LargeRequests(_context);
        _context.FenceTurned = Assess;
        _health = new Health(_context, HealthChanged, Assess);
        if (configuration is { Type: ConnectionType.Password, Register: true }) _registration = new Registration(_context, RegistrationChanged);
    }

    /// <summary>The trunk as the call path sees it.</summary>
    public Trunk Trunk { get; }

    /// <summary>
    /// True when the far side and the account at it are the same, so that a registration and what is known of it stay true. Another
    /// password does not make it another account: what is registered stays so until the far side refuses the new one.
    /// </summary>
    public static bool IsSameFarSide(TrunkConfiguration left, TrunkConfiguration right) =>
        HasSameBinding(left, right) && left.Type == right.Type && left.Register == right.Register && left.Tls == right.Tls;

    /// <summary>True when both would register the same address of record at the same registrar.</summary>
    public static bool HasSameBinding(TrunkConfiguration left, TrunkConfiguration right) =>
        string.Equals(left.Host, right.Host, StringComparison.OrdinalIgnoreCase)
        && left.Port == right.Port && left.Transport == right.Transport && left.Username == right.Username;

    /// <summary>Begins, after that time.</summary>
    public void Start(TimeSpan after) => _context.Run(() =>
    {
        if (_context.IsStopped) return;
        _isStarted = true;
        _resolver.AskIn(after);
        if (_resolver.Targets.IsEmpty) Assess();
        else Reach(after);
    });

    /// <summary>The site's domains changed: it may speak from another of this node's addresses now.</summary>
    public void Reroute() => _context.Post(() =>
    {
        if (_isStarted && !_context.IsStopped && !_resolver.Targets.IsEmpty) Reach(TimeSpan.Zero);
    });

    /// <summary>Goes on with a configuration of the same far side.</summary>
    public void Adopt(TrunkConfiguration configuration) => _context.Run(() =>
    {
        var isOtherPassword = !Trunk.Configuration.Password.AsSpan().SequenceEqual(configuration.Password);
        Trunk.Adopt(configuration, Addresses);
        if (isOtherPassword && _isStarted) _registration?.PasswordChanged();
        // A new life of the connector's grain hears of the state as its own.
        Assess();
        _changed();
    });

    /// <summary>A stream connection was closed; when it led to the far side, what goes on over it has to be made anew.</summary>
    public void ConnectionClosed(Flow flow) => _context.Post(() =>
    {
        if (_registration?.Target is { } target && target.Transport.Protocol == flow.Transport.Protocol && target.Remote == flow.Remote)
            _registration.ConnectionClosed();
    });

    /// <summary>Tells the state once more, to a connector that was activated anew.</summary>
    public void ReportAgain() => _context.Run(() =>
    {
        if (Trunk.Status is { } status) _reporter.Publish(status);
    });

    /// <summary>Ends.</summary>
    /// <param name="unregister">Whether to take our binding back.</param>
    /// <returns>Ends when the far side has answered or does not, and says whether it has no binding of ours; the caller bounds it.</returns>
    public Task<bool> Stop(bool unregister)
    {
        var gone = Task.FromResult(false);
        _context.Run(() =>
        {
            if (_context.IsStopped) return;
            _context.IsStopped = true;
            _reporter.Close();
            _resolver.Stop();
            _health.Stop();
            Trunk.LargeRequests?.Stop();
            _registration?.Stop();
            gone = !unregister ? gone : _registration?.Unregister() ?? Task.FromResult(true);
        });
        return gone;
    }

    /// <summary>Ends also what <see cref="Stop"/> began: nothing is sent any more.</summary>
    public void Abandon() => _context.Run(() => _registration?.Stop());

    private IEnumerable<IPAddress> Addresses => _resolver.Targets.Select(static target => target.Address);

    private void AddressesChanged()
    {
        if (!_resolver.Targets.IsEmpty) Reach(TimeSpan.Zero);
        else Assess();
    }

    /// <summary>Takes the addresses that a transport of this node leads to.</summary>
    private void Reach(TimeSpan after)
    {
        var configuration = Trunk.Configuration;
        var flows = new List<(Flow Flow, int Rank)>();
        foreach (var target in _resolver.Targets)
        {
            var remote = TransportAddress.Of(target.Address, target.Port);
            if (flows.Count < TrunkTargets.Most && _context.Node.TransportTo(Trunk.Protocol, remote, configuration.Site, Trunk.Peer) is { } transport)
                flows.Add((new Flow(transport, remote), target.Rank));
        }
        Trunk.SetSources(Addresses);
        _health.Use(flows, _registration is null ? after : after + _context.UpTo(FirstOptionsWithin));
        Follow(after);
        Assess();
        _changed();
    }

    /// <summary>Our binding belongs where the calls go: another address that is used is registered with.</summary>
    private void Follow(TimeSpan after)
    {
        if (Trunk.Target == _used) return;
        _used = Trunk.Target;
        if (_used is not null) _registration?.Begin(after);
        _changed();
    }

    private void HealthChanged()
    {
        if (_health.IsAnyDown) _resolver.Hurry();
        Follow(TimeSpan.Zero);
        // A far side that was away may have forgotten us.
        if (_health.State != Reachability.Down && (_wasDown || _registration?.State == RegistrationState.Failing)) _registration?.Hurry();
        _wasDown = _health.State == Reachability.Down;
        Assess();
    }

    private void RegistrationChanged()
    {
        if (_registration is { State: RegistrationState.Registered, IsFailing: false })
        {
            var at = _registration.Target;
            _health.RegistrationAccepted(at);
            if (Trunk.Target == at && _used != at)
            {
                // Calls follow our registration, which need not be made again.
                _used = at;
                _changed();
            }
        }
        _health.IsMissed = _registration!.State == RegistrationState.Failing;
        Assess();
    }

    /// <summary>Finds the state and tells it when it is another.</summary>
    private void Assess()
    {
        if (_context.IsStopped || !_isStarted) return;
        var resolution = !_resolver.Targets.IsEmpty ? Trunk.Target is null ? Resolution.NoTransport : Resolution.Resolved
            : _resolver.Cause.Length > 0 ? Resolution.Failed : Resolution.Pending;
        var (state, usable) = TrunkStateRule.Of(resolution, _registration?.State ?? RegistrationState.NotNeeded, _health.State, Trunk.Configuration.WasUsable);
        var before = Trunk.Status;
        var since = before?.State == state ? before.Since : _context.Now;
        var status = new TrunkStatus(Trunk.Configuration.Connector, state, usable, Cause(resolution), since,
            NextTry(resolution), _registration?.RegisteredUntil, _context.Environment.Node)
        {
            Epoch = Trunk.Configuration.Epoch,
            Contact = _registration?.Contact ?? "",
            Addresses = Published(before?.Addresses ?? []),
            ServiceRoute = Encoding.UTF8.GetString(Trunk.ServiceRoute.Span),
        };
        if (status == before) return;
        Trunk.SetStatus(status);
        if (before is { Usable: true } && !usable) _context.Environment.Counters.Lost();
        if (before?.State != state || before.Cause != status.Cause) LogState(_context.Environment.Logger, Trunk.Configuration.Name, state, status.Cause);
        _reporter.Publish(status);
    }

    /// <summary>The far side's addresses as other nodes use them, the one that is used first; the same object while they are the same.</summary>
    private ImmutableArray<TrunkAddress> Published(ImmutableArray<TrunkAddress> before)
    {
        // Those of a former home are not ours to tell.
        if (_resolver.Targets.IsEmpty) return [];
        var targets = Trunk.Targets;
        ImmutableArray<TrunkAddress> now =
        [
            .. targets.All
                .OrderByDescending(target => target == targets.Preferred)
                .Select(target => new TrunkAddress(
                    _context.Node.IndexOf(target.Flow.Transport), target.Flow.Remote.ToString(), target.Rank, target.State == Reachability.Down)),
        ];
        return now.SequenceEqual(before) ? before : now;
    }

    /// <summary>When that is tried again which keeps the trunk from being used.</summary>
    private DateTimeOffset? NextTry(Resolution resolution) => resolution switch
    {
        Resolution.Pending or Resolution.Failed => _resolver.NextTry,
        _ when _health.State == Reachability.Down => _health.NextTry ?? Trunk.Status?.NextTry,
        _ => _registration?.NextTry,
    };

    private string Cause(Resolution resolution) => resolution switch
    {
        Resolution.Pending or Resolution.Failed => _resolver.Cause,
        _ when _context.IsFenced => TrunkCause.Fenced,
        Resolution.NoTransport => TrunkCause.NoTransport(Trunk, TransportAddress.Of(_resolver.Targets[0].Address, 0).IsIPv6),
        _ when _health.State == Reachability.Down => _health.Cause,
        _ => _registration?.Cause ?? "",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Trunk {Trunk} is {State}. {Cause}")]
    private static partial void LogState(ILogger logger, string trunk, TrunkState state, string cause);
}
