using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Whether the far side of a trunk over UDP takes requests over TCP at the same address, which RFC 3261 §18.1.1 wants for large ones.
/// No call waits for the answer: the first large request goes as it would have gone, and has the far side asked with an OPTIONS over
/// TCP. While that is answered again and again, large requests go there; when it is not, it is left alone for a while.
/// </summary>
internal sealed class LargeRequests
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(30), Patience = TimeSpan.FromSeconds(4), Pause = TimeSpan.FromMinutes(5), Wanted = TimeSpan.FromMinutes(10);

    private readonly TrunkContext _context;
    private readonly TrunkTimer _timer;
    private OptionsProbe? _probe;
    private StreamTransport? _asked;
    private TransportAddress _askedAt;
    private volatile Way? _way;
    private long _wantedAt;
    private int _isBusy;

    /// <summary>Prepares it; nothing is sent before there is a large request.</summary>
    public LargeRequests(TrunkContext context)
    {
        _context = context;
        _timer = new TrunkTimer(context, Due);
    }

    /// <summary>Where a large request goes in place of that UDP flow; null to let it go as it is. Called on any thread, under any lock.</summary>
    public Flow? InPlaceOf(in Flow flow)
    {
        if (_context.Trunk.Target is not { } target || target.Remote != flow.Remote) return null;
        Volatile.Write(ref _wantedAt, _context.Environment.Time.GetTimestamp());
        if (Interlocked.Exchange(ref _isBusy, 1) == 0) _context.Post(Ask);
        return _way is { } way && way.Flow.Remote == flow.Remote ? way.Flow : null;
    }

    /// <summary>A large request was not taken over TCP. Called on any thread, under any lock.</summary>
    public void Failed()
    {
        _way = null;
        _context.Post(Rest);
    }

    /// <summary>Ends.</summary>
    public void Stop()
    {
        _way = null;
        _timer.Stop();
        _probe?.Abandon();
        _probe = null;
    }

    private void Ask()
    {
        if (_context.IsStopped) return;
        if (_context.Trunk.Target is not { } target
            || _context.Node.TransportTo(TransportProtocol.Tcp, target.Remote, _context.Trunk.Configuration.Site) is not StreamTransport transport)
        {
            Rest();
            return;
        }
        _asked = transport;
        _askedAt = target.Remote;
        _probe = new OptionsProbe(_context, Answered);
        _timer.Set(Patience);
        _probe.Send(new Flow(transport, target.Remote));
    }

    private void Answered(OptionsProbe probe, int status)
    {
        if (probe != _probe) return;
        // Whatever it answers, it speaks SIP over TCP. The connection is named: once it is gone, sending fails at once, and no call waits
        // for another.
        if (status == 0 || _asked?.OverOpenConnection(_askedAt) is not { } flow)
        {
            Rest();
            return;
        }
        _probe = null;
        _way = new Way(flow);
        _timer.Set(Refresh);
    }

    private void Due()
    {
        if (_probe is not null)
        {
            Rest();
        }
        else if (_way is not null && _context.Environment.Time.GetElapsedTime(Volatile.Read(ref _wantedAt)) < Wanted)
        {
            Ask();
        }
        else
        {
            // Nobody needs it any more, or it rested long enough: the next large request begins anew.
            _way = null;
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private void Rest()
    {
        _way = null;
        _probe?.Abandon();
        _probe = null;
        _timer.Set(Pause);
    }

    /// <summary>A flow is too large to be exchanged in one step; a reference to it is not.</summary>
    private sealed record Way(Flow Flow);
}
