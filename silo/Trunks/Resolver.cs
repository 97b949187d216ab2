using System.Collections.Immutable;
using SystemConnector.Silo.Locating;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Knows the addresses of one trunk's far side. A literal address never touches the DNS. A name is asked for again when what the
/// DNS said has lived its time; while the DNS fails, what it said before stays in use. One search at a time: a far side whose DNS
/// is dead costs the node no more than that. Used under the trunk's lock.
/// </summary>
internal sealed partial class Resolver
{
    /// <summary>However short a record lives, its name is not asked for more often.</summary>
    public static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(5);

    /// <summary>However long a record lives, its name is asked for as often.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(1);

    /// <summary>How soon a name is asked for again when it was not found.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The same while the DNS goes on failing. With the time that a search may take it is less than the half minute within which a
    /// far side is to be found again.
    /// </summary>
    public static readonly TimeSpan OutageInterval = TimeSpan.FromSeconds(25);

    private readonly TrunkContext _context;
    private readonly Action _changed;
    private readonly TrunkTimer? _timer;
    private Located.Found? _found;
    private bool _isAsking, _hasFailed;
    private DateTimeOffset _askedAt;

    /// <summary>Prepares it; a literal address is known at once.</summary>
    /// <param name="context">The trunk's life.</param>
    /// <param name="changed">Told when there are other addresses or another cause.</param>
    public Resolver(TrunkContext context, Action changed)
    {
        _context = context;
        _changed = changed;
        _found = Locator.Literal(Query);
        if (_found is null) _timer = new TrunkTimer(context, Ask);
    }

    /// <summary>The addresses in the order in which they are tried; empty while none is known.</summary>
    public ImmutableArray<LocatedTarget> Targets => _found?.Targets ?? [];

    /// <summary>Why there is no address; empty when there is one, or none was asked for yet.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>When the name is asked for next; null while an answer is waited for, and for a literal address.</summary>
    public DateTimeOffset? NextTry => _timer?.DueAt;

    private LocateQuery Query
    {
        get
        {
            var (trunk, configuration) = (_context.Trunk, _context.Trunk.Configuration);
            return new LocateQuery(configuration.Host, configuration.Port, SipService.Over(trunk.Protocol),
                _context.Node.Speaks(trunk.Protocol, isIPv6: false), _context.Node.Speaks(trunk.Protocol, isIPv6: true));
        }
    }

    /// <summary>How long what was found is used without asking again.</summary>
    public static TimeSpan Bounded(TimeSpan lifetime) =>
        lifetime < ShortestLifetime ? ShortestLifetime : lifetime > LongestLifetime ? LongestLifetime : lifetime;

    /// <summary>Sets the time at which the name is asked for; nothing happens for a literal address.</summary>
    public void AskIn(TimeSpan after) => _timer?.Set(after);

    /// <summary>The far side may have moved: asks now, unless that was done a moment ago.</summary>
    public void Hurry()
    {
        if (!_isAsking && _context.Now - _askedAt >= ShortestLifetime) AskIn(TimeSpan.Zero);
    }

    /// <summary>Ends.</summary>
    public void Stop() => _timer?.Stop();

    private void Ask()
    {
        if (_isAsking) return;
        _isAsking = true;
        _askedAt = _context.Now;
        var (query, previous) = (Query, _found);
        _context.Environment.Post(() => _ = Look(query, previous));
    }

    private async Task Look(LocateQuery query, Located.Found? previous)
    {
        Located located;
        try
        {
            located = await _context.Environment.Locator.Find(query, previous);
        }
#pragma warning disable CA1031 // A bug must not end the asking.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(_context.Environment.Logger, exception, query.Host);
            located = new Located.NotFound(LocateFault.ServerFailure, query.Host);
        }
        _context.Post(() => Looked(located));
    }

    private void Looked(Located located)
    {
        _isAsking = false;
        if (_context.IsStopped) return;
        if (located is Located.NotFound missing) Missed(missing);
        else Found((Located.Found)located);
    }

    private void Missed(Located.NotFound missing)
    {
        // Up to a tenth sooner, so that trunks which started together drift apart.
        var wait = _hasFailed && missing.Fault.IsOutage() ? OutageInterval : RetryInterval;
        _timer!.Set(wait - _context.UpTo(wait / 10));
        _hasFailed = true;
        var cause = TrunkCause.NotLocated(_context.Trunk, missing);
        if (_found is not null) return;
        // Told also when it is the same again, for the time of the next try.
        Cause = cause;
        _changed();
    }

    private void Found(Located.Found found)
    {
        _timer!.Set(Bounded(found.Lifetime));
        _hasFailed = false;
        Cause = "";
        // A DNS that deals the same addresses in turns, and the dice among equals, change nothing.
        if (_found is { } before && before.Targets.Length == found.Targets.Length && found.Targets.All(target => before.Targets.Contains(target))) return;
        _found = found;
        _changed();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug in the search for {Host}")]
    private static partial void LogFault(ILogger logger, Exception exception, string host);
}
