using System.Text;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Keeps our registration at the far side alive: registers, refreshes before it expires, and after a failure tries again for as
/// long as the trunk lives (RFC 5626 §4.5). Used under the trunk's lock.
/// </summary>
internal sealed class Registration
{
    // RFC 3261 §10.2.1.1 leaves it to the registrar; an hour is what registrars have by default.
    private const uint WantedExpires = 3600;

    // A far side that grants less than it takes to refresh in peace is refreshed as if it had granted this.
    private const uint ShortestExpires = 10;

    /// <summary>However long a far side would have it, a registration is made anew each day.</summary>
    public const uint LongestExpires = 86_400;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(30), Soon = TimeSpan.FromSeconds(2);

    // A connection that lasts less is likely to be closed again as soon (RFC 5626 §4.4.1 has keepalives every two minutes at most).
    private static readonly TimeSpan LastingConnection = TimeSpan.FromMinutes(2);

    private readonly TrunkContext _context;
    private readonly Action _changed;
    private readonly RegisterSequence _sequence = new();
    private readonly TrunkTimer _next;
    private Backoff _backoff, _connectionBackoff;
    private TrunkTimer? _expiry;
    private RegisterExchange? _exchange, _takingBack;
    private DateTimeOffset _notBefore, _registeredAt;
    private Flow? _elsewhere;
    private string _own = "";
    private bool _mayBeBound, _isFormerSought;

    /// <summary>Prepares it.</summary>
    /// <param name="context">The trunk's life.</param>
    /// <param name="changed">Told of each change.</param>
    public Registration(TrunkContext context, Action changed)
    {
        _context = context;
        _changed = changed;
        _next = new TrunkTimer(context, Register);
    }

    /// <summary>How it stands.</summary>
    public RegistrationState State { get; private set; } = RegistrationState.Trying;

    /// <summary>What is wrong, or should be seen to although it works; empty when nothing is.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>Where we register: at the address that is used, or at another one since that did not answer.</summary>
    public Flow? Target => _elsewhere ?? _context.Trunk.Target;

    /// <summary>True when the last exchange failed, be it that the binding of an earlier one is still there.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>The Contact that the far side may have: ours, or until we registered that of a former home; empty for none.</summary>
    public string Contact => _own.Length > 0 || _isFormerSought ? _own : Encoding.ASCII.GetString(_context.Trunk.FormerContact);

    /// <summary>When our binding ends.</summary>
    public DateTimeOffset? RegisteredUntil { get; private set; }

    /// <summary>When the next try is made after a failure.</summary>
    public DateTimeOffset? NextTry => IsFailing ? _next.DueAt : null;

    /// <summary>Begins, or begins anew with another target.</summary>
    public void Begin(TimeSpan after)
    {
        Abandon();
        _elsewhere = null;
        _next.Set(after);
    }

    /// <summary>
    /// Registers without waiting any longer, because something about the far side changed. Refused credentials do wait, for a far
    /// side that counts refusals would lock us out; and so does one that asked to be left alone.
    /// </summary>
    public void Hurry()
    {
        if (_exchange is null && State != RegistrationState.Rejected && _context.Now >= _notBefore) _next.Set(_context.UpTo(Soon));
    }

    /// <summary>There is another password: it is tried at once. What is registered stays so until it is refused.</summary>
    public void PasswordChanged()
    {
        _backoff.Reset();
        _notBefore = default;
        if (State == RegistrationState.Rejected)
        {
            State = RegistrationState.Trying;
            Cause = "";
            IsFailing = false;
        }
        Begin(TimeSpan.Zero);
        _changed();
    }

    /// <summary>
    /// A connection to the far side was closed: it may have restarted and forgotten us, or be able to reach us over that connection
    /// only (RFC 5626 §4.4). A far side that closes each connection again is met with patience.
    /// </summary>
    public void ConnectionClosed()
    {
        if (State != RegistrationState.Registered || _exchange is not null) return;
        var isLasting = _context.Now - _registeredAt >= LastingConnection;
        if (isLasting) _connectionBackoff.Reset();
        var wait = isLasting ? _context.UpTo(Soon) : _connectionBackoff.Next(_context.Environment.Jitter());
        if (_context.Now + wait < _next.DueAt) _next.Set(wait);
    }

    /// <summary>
    /// Takes our binding back where there may be one; the task ends when the far side answered or does not, and says whether it has none.
    /// A node that is fenced leaves it: what there is may be its successor's.
    /// </summary>
    public Task<bool> Unregister()
    {
        if (!_mayBeBound || Target is not { } target) return Task.FromResult(true);
        // Ended by work of its own, outside the trunk's lock: what follows may take others.
        var end = new TaskCompletionSource<bool>();
        _exchange = Exchange(target, 0, outcome => _context.Environment.Post(() => end.TrySetResult(outcome.Verdict == RegisterVerdict.Accepted)));
        _exchange.Start();
        return end.Task;
    }

    /// <summary>Ends; nothing more is sent but what <see cref="Unregister"/> sends, and after that nothing at all.</summary>
    public void Stop()
    {
        Abandon();
        _takingBack?.Abandon();
        _next.Stop();
        _expiry?.Stop();
    }

    private void Abandon()
    {
        _exchange?.Abandon();
        _exchange = null;
    }

    private void Register()
    {
        if (_exchange is not null || Target is not { } target) return;
        _mayBeBound = true;
        _context.Trunk.Secrets?.Expire(_context.Now);
        _exchange = Exchange(target, WantedExpires, outcome => Ended(outcome, target));
        _exchange.Start();
    }

    private RegisterExchange Exchange(in Flow target, uint expires, Action<RegisterOutcome> done) =>
        new(_context, _sequence, target, TrunkRequest.ContactUri(_context.Trunk, target), expires, done);

    private void Ended(RegisterOutcome outcome, in Flow target)
    {
        _exchange = null;
        switch (outcome.Verdict)
        {
            case RegisterVerdict.Accepted:
                _own = Encoding.ASCII.GetString(TrunkRequest.ContactUri(_context.Trunk, target));
                Accepted(outcome);
                TakeBackFormer(outcome, target);
                break;
            case RegisterVerdict.Fenced:
                Hold();
                break;
            default:
                Failed(outcome);
                break;
        }
        _changed();
    }

    /// <summary>This node is fenced: it is tried again each second, and the binding may expire meanwhile.</summary>
    private void Hold()
    {
        _next.Set(TrunkContext.FencedInterval);
        var left = RegisteredUntil - _context.Now;
        if (left > TimeSpan.Zero && _expiry?.DueAt is null) (_expiry ??= new TrunkTimer(_context, Expired)).Set(left.Value);
    }

    /// <summary>
    /// Once, after the first registration here: what a home that died has left, or calls ring at its address as well. Only what the far
    /// side lists, since there are registrars that take any Contact's end for ours. How it ends is of no matter; it expires by itself.
    /// </summary>
    private void TakeBackFormer(RegisterOutcome outcome, in Flow target)
    {
        var isSought = _isFormerSought;
        _isFormerSought = true;
        if (isSought || !outcome.ListsFormer) return;
        _takingBack = new RegisterExchange(_context, _sequence, target, _context.Trunk.FormerContact, 0, static _ => { });
        _takingBack.Start();
    }

    private void Accepted(RegisterOutcome outcome)
    {
        var expires = TimeSpan.FromSeconds(Math.Clamp(outcome.Expires, ShortestExpires, LongestExpires));
        State = RegistrationState.Registered;
        IsFailing = false;
        _registeredAt = _context.Now;
        RegisteredUntil = _registeredAt + expires;
        _backoff.Reset();
        _expiry?.Clear();
        // 50–90 % of it: time is left to try again, and trunks that started together drift apart.
        var refresh = expires * (0.5 + 0.4 * _context.Environment.Jitter());
        Cause = "";
        if (_context.Trunk.Secrets?.OnPreviousUntil is { } until)
        {
            Cause = TrunkCause.PreviousPassword(until);
            // When its time is over only the new one is left.
            if (until - _registeredAt < refresh) refresh = until - _registeredAt;
        }
        _next.Set(refresh);
        _context.Trunk.SetServiceRoute(outcome.ServiceRoute);
        // Most far sides challenge a call as they do a registration.
        _context.Trunk.Challenge ??= _sequence.Challenge;
    }

    private void Failed(RegisterOutcome outcome)
    {
        if (outcome.Status == 0 && TryElsewhere()) return;
        Cause = outcome.Cause;
        IsFailing = true;
        var wait = _backoff.Next(_context.Environment.Jitter());
        var asked = TimeSpan.FromSeconds(outcome.RetryAfter);
        if (asked > LongestRetryAfter) asked = LongestRetryAfter;
        _notBefore = _context.Now + asked;
        _next.Set(asked > wait ? asked : wait);

        var left = RegisteredUntil - _context.Now;
        if (outcome.Verdict == RegisterVerdict.Failed && left > TimeSpan.Zero)
        {
            // A refresh failed: the binding is there until it expires.
            (_expiry ??= new TrunkTimer(_context, Expired)).Set(left.Value);
            return;
        }
        Lost();
        _expiry?.Clear();
        State = outcome.Verdict == RegisterVerdict.Rejected ? RegistrationState.Rejected : RegistrationState.Failing;
    }

    /// <summary>RFC 3263 §4.3: on to the next address. False when all were tried: then it is waited, and begun with the one that is used.</summary>
    private bool TryElsewhere()
    {
        var next = Target is { } tried ? _context.Trunk.NextTarget(tried) : null;
        _elsewhere = next == _context.Trunk.Target ? null : next;
        if (_elsewhere is null) return false;
        _next.Set(_context.UpTo(Soon));
        return true;
    }

    private void Expired()
    {
        Lost();
        State = RegistrationState.Failing;
        _changed();
    }

    private void Lost()
    {
        RegisteredUntil = null;
        _own = "";
        _context.Trunk.SetServiceRoute([]);
    }
}
