using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Knows whether one address of the far side answers: asks it with OPTIONS and listens to what becomes of calls. Any answer but
/// 408, 503 and 504 is an answer. Used under the trunk's lock.
/// </summary>
internal sealed class TargetHealth
{
    private readonly TrunkContext _context;
    private readonly Action _changed, _askedAgain;
    private readonly TrunkTimer _timer;
    private Hysteresis _hysteresis;
    private OptionsProbe? _probe;
    private bool _answersOptions;
    private volatile bool _answersMatter;

    /// <summary>Prepares it.</summary>
    /// <param name="context">The trunk's life.</param>
    /// <param name="flow">How the address is reached.</param>
    /// <param name="rank">Its rank among the others.</param>
    /// <param name="changed">Told of each change.</param>
    /// <param name="askedAgain">Told when the next OPTIONS to an address that is down has its time.</param>
    public TargetHealth(TrunkContext context, in Flow flow, int rank, Action changed, Action askedAgain)
    {
        _context = context;
        Target = new TrunkTarget(flow, rank, OnCall);
        _changed = changed;
        _askedAgain = askedAgain;
        _timer = new TrunkTimer(context, Due);
    }

    /// <summary>The address as calls see it.</summary>
    public TrunkTarget Target { get; }

    /// <summary>Why it is down; empty when it is not.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>When it is asked next; null while an answer is waited for.</summary>
    public DateTimeOffset? NextTry => _probe is null ? _timer.DueAt : null;

    /// <summary>True while the registration fails too: the far side is likely away, and is asked often although nothing else says so.</summary>
    public bool IsMissed { get; set; }

    /// <summary>Sets the time of the next OPTIONS; nothing happens while one is on its way.</summary>
    public void AskIn(TimeSpan after)
    {
        if (_probe is null) _timer.Set(after);
    }

    /// <summary>The far side accepted our registration here, so it is there.</summary>
    /// <param name="isAnswer">True to take that for an answer where OPTIONS are not answered.</param>
    public void RegistrationAccepted(bool isAnswer)
    {
        if (!_answersOptions) _hysteresis.Reset();
        if (_answersOptions || isAnswer) _hysteresis.Succeeded();
        Settle();
    }

    /// <summary>Ends.</summary>
    public void Stop()
    {
        _timer.Stop();
        AbandonProbe();
    }

    /// <summary>A call was answered or not. Called on any thread, under any lock.</summary>
    private void OnCall(bool answered)
    {
        // Calls are answered nearly always, and nearly always that is known already.
        if (answered && !_answersMatter) return;
        _context.Post(() => Signal(answered, TrunkCause.CallsUnanswered(_context.Trunk, Target.Flow)));
    }

    private void Due()
    {
        if (_probe is not null)
        {
            Unanswered(TrunkCause.OptionsUnanswered(_context.Trunk, Target.Flow));
            return;
        }
        if (!_context.AskFence())
        {
            _timer.Set(TrunkContext.FencedInterval);
            return;
        }
        _probe = new OptionsProbe(_context, Answered);
        _timer.Set(Health.Timeout);
        _probe.Send(Target.Flow);
    }

    private void Answered(OptionsProbe probe, int status)
    {
        if (probe != _probe) return;
        switch (status)
        {
            case 0:
                Unanswered(TrunkCause.CannotSend(_context.Trunk, Target.Flow), wasSent: false);
                break;
            case 408 or 503 or 504:
                _answersOptions = true;
                Unanswered(TrunkCause.OptionsRefused(_context.Trunk, Target.Flow, status));
                break;
            default:
                _answersOptions = true;
                _probe = null;
                Signal(true, "");
                AskAgain();
                break;
        }
    }

    private void Unanswered(string cause, bool wasSent = true)
    {
        AbandonProbe();
        // A far side that never answered an OPTIONS may not know it: its silence says nothing, calls decide. Once they say that it
        // is down, they are what shows that it is back, so it is given another try now and then.
        if (_answersOptions || !wasSent) Signal(false, cause);
        else if (_hysteresis.State == Reachability.Down) Retry();
        AskAgain();
    }

    private void AbandonProbe()
    {
        _probe?.Abandon();
        _probe = null;
    }

    private void Retry()
    {
        _hysteresis.Reset();
        Settle();
        _changed();
    }

    private void Signal(bool answered, string cause)
    {
        var before = _hysteresis.State;
        if (answered) _hysteresis.Succeeded();
        else _hysteresis.Failed();
        var isTurned = _hysteresis.State != before;
        // The last failure says best what is wrong.
        var isNews = !answered && _hysteresis.State == Reachability.Down && cause != Cause;
        if (isNews) Cause = cause;
        Settle();
        // A call may say that it is down while the next OPTIONS is half a minute away.
        if (isTurned && _probe is null) AskAgain();
        if (isTurned || isNews) _changed();
    }

    private void Settle()
    {
        Target.State = _hysteresis.State;
        _answersMatter = _hysteresis.State != Reachability.Up || _hysteresis.IsInDoubt;
        if (_hysteresis.State != Reachability.Down) Cause = "";
    }

    private void AskAgain()
    {
        var isAway = _hysteresis.State == Reachability.Down || (_hysteresis.State == Reachability.Unknown && IsMissed);
        var interval = isAway || _hysteresis.IsInDoubt ? Health.DownInterval : Health.UpInterval;
        // Up to a tenth sooner, so that trunks which started together drift apart.
        _timer.Set(interval - _context.UpTo(interval / 10));
        if (_hysteresis.State == Reachability.Down) _askedAgain();
    }
}
