using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// The session interval of one INVITE or UPDATE on its way through us (RFC 4028). We hold no dialog, so we do what §8 asks of a proxy: we
/// offer an interval where nobody does, make a long one shorter, and turn the timer on at the caller when the called side has none. Who
/// refreshes is the ends' affair; an end whose refresh is not answered sends the BYE that was lost.
/// </summary>
internal struct SessionTimer
{
    /// <summary>The shortest interval that is taken, in seconds (RFC 4028 §4).</summary>
    public const uint Minimum = 90;

    private uint _asked, _least;
    private bool _isSupported, _isRaised;

    /// <summary>The interval that the called side is offered, in seconds; 0 for none.</summary>
    public uint Offered { get; private set; }

    /// <summary>True when the sender did not ask for the interval that is offered, so that a 422 to it is ours to deal with.</summary>
    public readonly bool IsOurs => Offered != _asked;

    /// <summary>Refuses a request whose interval is too short with 422 (§8.1); true when it did.</summary>
    public static bool TryRefuse(ServerTransaction server, SipMessage request)
    {
        if (request.Method is not (SipMethod.Invite or SipMethod.Update) || !request.Has(HeaderName.SessionExpires)) return false;
        var asked = Seconds(request, HeaderName.SessionExpires);
        // An end that does not know the timer knows no 422: its interval, which a proxy put in, is raised.
        if (asked is 0 or >= Minimum || !Supports(request)) return false;
        var writer = server.Shard.Writer();
        server.BeginResponse(ref writer, 422);
        writer.Field("Min-SE"u8, Minimum);
        writer.End(default);
        server.Send(422, writer.Written);
        return true;
    }

    /// <summary>Decides what the called side is offered.</summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="near">The interval that the sender's connector wishes for, in seconds; 0 for none.</param>
    /// <param name="far">The interval that the called side's connector wishes for, in seconds; 0 for none.</param>
    public void Plan(SipMessage request, int near, int far)
    {
        if (request.Method is not (SipMethod.Invite or SipMethod.Update)) return;
        _isSupported = Supports(request);
        _asked = Seconds(request, HeaderName.SessionExpires);
        _least = Math.Max(_least, Math.Max(Minimum, Seconds(request, HeaderName.MinSE)));
        var wished = (uint)(near == 0 || far == 0 ? near + far : Math.Min(near, far));
        if (_asked > 0) Offered = Math.Max(wished > 0 ? Math.Min(_asked, wished) : _asked, _least);
        // An UPDATE may change what is said of media alone; with a timer in force its sender asks for the interval by itself (§7.4).
        else if (wished > 0 && request.Method == SipMethod.Invite) Offered = Math.Max(wished, _least);
    }

    /// <summary>Says in the outgoing request what is offered.</summary>
    public readonly void Fill(ref OutgoingRequest outgoing)
    {
        if (IsOurs) outgoing.SessionExpires = Offered;
        if (_isRaised) outgoing.MinSE = _least;
    }

    /// <summary>Takes note of the called side's 422 to an interval of ours; true when the request is to be sent again with a longer one.</summary>
    public bool TryRaise(SipMessage response)
    {
        if (response.Status != 422 || !IsOurs || _isRaised) return false;
        var least = Seconds(response, HeaderName.MinSE);
        if (least <= Offered) return false;
        _least = least;
        return _isRaised = true;
    }

    /// <summary>
    /// The interval after which the session is over unless it is refreshed, in seconds, once the 2xx is there; 0 for none. Where only the
    /// sender knows the timer, it is turned on at the sender (§8.2).
    /// </summary>
    public readonly uint Negotiated(SipMessage response, out bool isForSenderAlone)
    {
        var answered = Seconds(response, HeaderName.SessionExpires);
        isForSenderAlone = answered == 0 && _isSupported && Offered > 0;
        return isForSenderAlone ? Offered : answered;
    }

    private static bool Supports(SipMessage request)
    {
        foreach (ref readonly var field in request.Fields)
        {
            if (field.Name is not (HeaderName.Supported or HeaderName.Require)) continue;
            foreach (var tag in HeaderValues.Of(request, field))
                if (System.Text.Ascii.EqualsIgnoreCase(request[tag], "timer"u8)) return true;
        }
        return false;
    }

    private static uint Seconds(SipMessage message, HeaderName name)
    {
        var value = message.Find(name);
        return System.Buffers.Text.Utf8Parser.TryParse(value, out uint seconds, out _) ? seconds : 0;
    }
}
