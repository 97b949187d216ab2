using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.CallRecords;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>One place where a call is offered: sends the INVITE there, answers its challenge, and tells the call what comes back.</summary>
/// <param name="call">The call.</param>
/// <param name="target">The place.</param>
internal sealed class Branch(CallSetup call, CallTarget target) : IClientTransactionUser
{
    // Nodes seldom die one after the other while one call is set up.
    private const int MostReroutes = 2;

    // More phones than that do not answer one call.
    private const int MostHungUp = 32;

    /// <summary>What it holds of its connector.</summary>
    public ChannelHold Hold;

    private InviteClientTransaction? _transaction;
    private Flow _flow = target.Flow;
    private SessionTimer _session;
    private byte _cseqOffset = IsForked(target) ? (byte)0 : call.NextCSeqOffset();
    private MediaLeg? _media;
    private DigestCredentials? _credentials;
    private bool _isChallenged, _isOtherTried, _isAbandoned, _hasRecordRoute, _isCallerBehindNat, _rang;
    private int _reroutes, _status;
    private long _beganAt, _overAt;
    private CallCause? _cause;

    // By their To tags: the dialog of the answer that the call has, and those that were hung up.
    private ulong _dialog;
    private List<ulong>? _hungUp;

    /// <summary>The branch that was offered before this one.</summary>
    public Branch? Next { get; init; }

    /// <summary>Where it is offered.</summary>
    public CallTarget Target => target;

    /// <summary>True once anything was heard.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>True when it ended because that address could not be reached or said 503: another one of the same peer may do (RFC 3263 §4.3).</summary>
    public bool IsUnreached { get; private set; }

    /// <summary>The session interval that was negotiated with its answer, in seconds; 0 for none.</summary>
    public uint SessionInterval { get; private set; }

    /// <summary>Why an answer of it could not be passed on.</summary>
    public CallCause Unpassed { get; private set; } = CallCause.MessageTooLarge;

    /// <summary>True once it has no say in the call any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What it came to so far, for the call's record.</summary>
    public AttemptNote Attempt
    {
        get
        {
            var time = call.Services.Time;
            var began = _beganAt == 0 ? call.BeganAt : _beganAt;
            return new AttemptNote(
                target, _flow.Remote, time.GetElapsedTime(call.BeganAt, began), time.GetElapsedTime(began, _overAt == 0 ? time.GetTimestamp() : _overAt), _status, _cause);
        }
    }

    /// <summary>Why it failed when nothing more is heard of it.</summary>
    public CallCause Silence => Either(CallCause.NotAnswering, CallCause.PhoneNotReachable);

    /// <summary>Sends the INVITE.</summary>
    public void Send(SipMessage request, DigestChallenge? challenge = null)
    {
        var shard = call.Server.Shard;
        if (_beganAt == 0) _beganAt = call.Services.Time.GetTimestamp();
        Span<byte> scratch = stackalloc byte[4096];
        var parts = new MessageWriter(scratch);
        scoped var outgoing = new OutgoingRequest
        {
            Flow = _flow,
            Branch = shard.NewBranch(),
            CSeqOffset = _cseqOffset,
            HasContact = true,
            HopMark = call.Mark,
        };

        // 1. Who calls, whom it is for, and where.
        RequestAddressing.Fill(ref parts, request, call.Caller, target, _flow, ref outgoing);
        if (challenge is not null) outgoing.Challenge = challenge;
        if (target.Trunk is not null) outgoing.Credentials = _credentials ??= outgoing.Credentials;

        // 2. How long the session lasts unless it is refreshed.
        _session.Plan(request, call.Caller.Connector?.SessionExpires ?? 0, target.Connector?.SessionExpires ?? 0);
        _session.Fill(ref outgoing);

        // 3. What the callee needs to reach the caller later.
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        if (!RouteSet.TryCollect(request, routes, out var length) || !ContactUri.TryFind(request, out var contact) || parts.Overflowed)
        {
            if (parts.Overflowed) Refuse(CallCause.MessageTooLarge, 414);
            else Refuse(CallCause.MalformedRequest, 400);
            return;
        }
        var seen = call.Server.Source;
        var behindNat = _isCallerBehindNat = NatTransformation.IsNeeded(call.Caller.Connector, request, seen.Remote);
        var media = _media ??= call.Services.Media.NewLeg(behindNat || target.IsBehindNat);
        outgoing.SenderRoutes = routes[..length];
        _hasRecordRoute = length > 0;
        outgoing.Contact = new DialogToken
        {
            PeerConnector = call.Caller.Connector?.Id.Value ?? default,
            OwnConnector = target.Connector?.Id.Value ?? default,
            OwnCSeqOffset = _cseqOffset,
            StartedAt = Now,
            Call = call.Key,
            Media = media.Other,
            IsOwnBehindNat = target.IsBehindNat,
            IsPeerBehindNat = behindNat,
            Target = request[contact],
            From = request[request.To.Uri],
            To = request[request.From.Uri],
        };
        outgoing.Contact.SetHop(call.Services.Node, NextHop.Of(seen, routes[..length], request[contact], behindNat));

        // 4. Where the caller's media is found: with us, when one of both is behind NAT.
        var sender = new MediaSide(media, seen, behindNat, outgoing.Contact.PeerConnector);
        if (!call.Services.Media.TryMap(request, sender, new(media.Other, _flow, target.IsBehindNat, outgoing.Contact.OwnConnector), out outgoing.Body))
        {
            Refuse(CallCause.NoMediaPorts, 503);
            return;
        }
        call.Services.Media.Take(request, sender);

        var writer = shard.Writer();
        if (!RequestEgress.TryWrite(ref writer, request, outgoing, call.Services.Contacts))
        {
            Refuse(CallCause.MessageTooLarge, 513);
            return;
        }
        var way = LargeRequest.Choose(ref writer, _flow, outgoing.Branch, target.Trunk);
        var transaction = (InviteClientTransaction)shard.Start(SipMethod.Invite, outgoing.Branch, way, writer.Written, this);
        // One that failed at once may have been sent again meanwhile: the other one is in force then.
        if (_transaction is null || !transaction.IsFinal) _transaction = transaction;
        // Given up while it was being sent: what was sent is cancelled like any other.
        if (_isAbandoned) _transaction.Cancel();
    }

    /// <summary>
    /// The call goes on without it: it is cancelled, and should it be answered all the same, that answer is acknowledged and hung up.
    /// </summary>
    public void Abandon(byte[]? reason)
    {
        if (IsOver) return;
        IsOver = _isAbandoned = true;
        _overAt = call.Services.Time.GetTimestamp();
        Hold.End();
        CloseMedia();
        if (_transaction is not null && !IsHeard) TcpFailed(_transaction);
        _transaction?.Cancel(reason);
    }

    /// <summary>Nothing was heard of it for as long as its connector allows: the call goes on without it.</summary>
    public void GiveUp()
    {
        (_status, _cause) = (408, Silence);
        Abandon(null);
    }

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (transaction is InviteClientTransaction { IsLost: true })
        {
            // Offered again over another way meanwhile: that one counts.
            Dismiss(response);
            return;
        }
        Hold.Heard();
        if (_isAbandoned)
        {
            if (response.Status is >= 200 and < 300) HangUp(response);
            return;
        }
        if (!IsHeard)
        {
            IsHeard = true;
            call.OnHeard();
        }
        // One that rang there and was not answered says nothing of the way there.
        if (response.Status is > 100 and < 200) _rang = true;
        if (response.Status == 503 || (response.Status is 408 or 504 && !_rang)) target.At?.ReportCallFailed();
        else target.At?.ReportCallAnswered();
        if (_isOtherTried && response.Status is > 100 and not (401 or 407)) target.Trunk!.Secrets?.Accepted(_credentials!);
        switch (response.Status)
        {
            case 100:
                break;
            case < 200:
                call.OnProgress(this, response);
                break;
            case < 300 when !ContactUri.TryFind(response, out _):
                // Where an ACK or BYE would go is not said: neither the caller nor we could end it (RFC 3261 §12.1.1).
                if (IsOver) break;
                _isAbandoned = true;
                Refuse(CallCause.ContactMissing, 502);
                break;
            case < 300 when IsOver && DialogOf(response) != _dialog:
                // The far side forked and somebody else answered there, too. The caller, which has its call, would hang up the
                // other one (RFC 3261 §13.2.2.4): to us both are the same call, so it hears of one.
                Dismiss(response);
                break;
            case < 300:
                if (!IsOver) (_overAt, _status, _dialog) = (call.Services.Time.GetTimestamp(), response.Status, DialogOf(response));
                IsOver = true;
                call.OnAnswer(this, response);
                break;
            case 401 or 407:
                Challenged(response);
                break;
            case 422 when _session.TryRaise(response):
                _cseqOffset = NextCSeqOffset();
                Send(call.Request());
                break;
            default:
                IsUnreached = response.Status == 503;
                Refuse(Either(CallCause.FarSideRefused, CallCause.PhoneRefused), response.Status, response);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure)
    {
        if (_isAbandoned)
        {
            Hold.Heard();
            return;
        }
        var wentOverTcp = TcpFailed(transaction);
        switch (failure)
        {
            case ClientFailure.TransportError when wentOverTcp:
                Send(call.Request());
                break;

            // The node through which it went is gone or silent: the same place by another way. The far side may have the first one, so it is another CSeq.
            case ClientFailure.TransportError when (SipNode.IsLost(_flow) || transaction is InviteClientTransaction { IsLost: true }) && _reroutes < MostReroutes && call.Services.Destinations.TryReroute(target, _flow, out var way):
                _reroutes++;
                _flow = way;
                _cseqOffset = NextCSeqOffset();
                IsHeard = false;
                call.OnOfferedAgain();
                Send(call.Request());
                break;

            // A connection over which the peer came is gone: it may be reached over a new one.
            case ClientFailure.TransportError when _flow.Connection != 0:
                _flow = target.Trunk?.Target ?? _flow with { Connection = 0 };
                Send(call.Request());
                break;

            case ClientFailure.TransportError:
                // A datagram that cannot be sent says nothing about the far side.
                if (_flow.Transport.IsReliable) target.At?.ReportCallFailed();
                IsUnreached = true;
                Refuse(Either(CallCause.CannotSend, CallCause.PhoneNotReachable), 503);
                break;

            case ClientFailure.RangTooLong:
                _isAbandoned = true;
                Refuse(Either(CallCause.NotAnswering, CallCause.PhoneNotReachable), 408);
                break;

            default:
                target.At?.ReportCallFailed();
                IsUnreached = true;
                Refuse(Either(CallCause.NotAnswering, CallCause.PhoneNotReachable), 408);
                break;
        }
    }

    /// <summary>
    /// Says what the caller needs to reach the callee later, from the callee's response. False when its route set is too long, or its
    /// media cannot be relayed.
    /// </summary>
    /// <param name="response">The callee's response.</param>
    /// <param name="routes">Where the callee's route set is written.</param>
    /// <param name="parts">Where other values are written.</param>
    /// <param name="outgoing">Gets the values.</param>
    public bool TryDescribe(SipMessage response, Span<byte> routes, ref MessageWriter parts, ref OutgoingResponse outgoing)
    {
        if (!RouteSet.TryCollect(response, routes, out var length, endsWithOurs: _hasRecordRoute)) return false;
        var behindNat = target.IsBehindNat || NatTransformation.IsNeeded(target.Connector, response, _flow.Remote);
        if (response.Status < 300)
        {
            var media = _media.GetValueOrDefault();
            var sender = new MediaSide(media.Other, _flow, behindNat, target.Connector?.Id.Value ?? default);
            var caller = new MediaSide(media, call.Server.Source, _isCallerBehindNat, call.Caller.Connector?.Id.Value ?? default);
            if (!call.Services.Media.TryMap(response, sender, caller, out outgoing.Body))
            {
                Unpassed = CallCause.NoMediaPorts;
                return false;
            }
            call.Services.Media.Take(response, sender);
        }
        outgoing.Identity = IdentityHeaders.Carried(ref parts, response, target.Connector, call.Caller.Connector, call.Server.Source);
        if (response.Status is >= 200 and < 300)
        {
            SessionInterval = _session.Negotiated(response, out var isForCallerAlone);
            if (isForCallerAlone) outgoing.SessionExpires = SessionInterval;
        }
        if (response.Status is >= 300 and < 400)
            outgoing.Redirect = new ReferredUri(call.Services, target.Connector, _flow, call.Caller.Connector, call.Server.Source);
        if (!ContactUri.TryFind(response, out var contact)) return true;
        outgoing.HasContact = response.Status < 300;
        outgoing.PeerRoutes = outgoing.HasContact ? routes[..length] : default;
        outgoing.Contact = new DialogToken
        {
            PeerConnector = target.Connector?.Id.Value ?? default,
            OwnConnector = call.Caller.Connector?.Id.Value ?? default,
            PeerCSeqOffset = _cseqOffset,
            StartedAt = Now,
            Call = call.Key,
            IsOwnCaller = true,
            Media = _media.GetValueOrDefault(),
            IsOwnBehindNat = _isCallerBehindNat,
            IsPeerBehindNat = behindNat,
            Target = response[contact],
            From = response[response.From.Uri],
            To = response[response.To.Uri],
        };
        outgoing.Contact.SetHop(call.Services.Node, NextHop.Of(_flow, routes[..length], response[contact], behindNat));
        return true;
    }

    /// <summary>Acknowledges and hangs up an answer that nobody can use, and whatever other answers come.</summary>
    public void HangUp(SipMessage response)
    {
        _isAbandoned = true;
        CloseMedia();
        Dismiss(response);
    }

    /// <summary>Acknowledges an answer, and hangs up the dialog that it made when it made one.</summary>
    private void Dismiss(SipMessage response)
    {
        Span<byte> routes = stackalloc byte[4096];
        if (!RouteSet.TryCollect(response, routes, out var length, endsWithOurs: _hasRecordRoute) || !ContactUri.TryFind(response, out var contact)) return;
        routes = routes[..length];
        var behindNat = target.IsBehindNat || NatTransformation.IsNeeded(target.Connector, response, _flow.Remote);
        var dialog = DialogOf(response);
        var isNew = _hungUp is null || (_hungUp.Count < MostHungUp && !_hungUp.Contains(dialog));
        if (isNew) (_hungUp ??= []).Add(dialog);
        LateAnswer.HangUp(call.Server.Shard, response, contact, routes, NextHop.Of(_flow, routes, response[contact], behindNat), target.Trunk, withBye: isNew);
    }

    private static ulong DialogOf(SipMessage response) => TransactionLayer.HashOf(response[response.To.Tag]);

    private uint Now => (uint)call.Services.Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>
    /// Answers the far side's challenge once; a second one means that it does not accept our credentials. While a new password is
    /// being introduced, the other one is tried before the call fails.
    /// </summary>
    private void Challenged(SipMessage response)
    {
        var challenge = target.Trunk is null ? null : DigestChallenge.Strongest(response);
        if (challenge is not null) target.Trunk!.Challenge = challenge;
        if (challenge is null || _credentials is null || (_isChallenged && !TryOtherPassword()))
        {
            // The caller cannot answer a challenge that is meant for us: to the caller the way there is in trouble.
            Refuse(Either(CallCause.FarSideRefusedCredentials, CallCause.PhoneRefused), 503);
            return;
        }
        _isChallenged = true;
        _cseqOffset = NextCSeqOffset();
        Send(call.Request(), challenge);
    }

    /// <summary>Of an INVITE that went over TCP for its size and was not taken: the next one goes over UDP. True when it was one.</summary>
    private bool TcpFailed(ClientTransaction transaction)
    {
        if (!LargeRequest.WentOverTcp(transaction.Flow, _flow.Transport.Protocol)) return false;
        target.Trunk!.LargeRequests!.Failed();
        return true;
    }

    private bool TryOtherPassword()
    {
        if (_isOtherTried || target.Trunk!.Secrets?.OtherThan(_credentials!, call.Services.Time.GetUtcNow()) is not { } other) return false;
        _credentials = other;
        return _isOtherTried = true;
    }

    private void Refuse(CallCause cause, int status, SipMessage? response = null)
    {
        IsOver = true;
        (_overAt, _status, _cause) = (call.Services.Time.GetTimestamp(), status, cause);
        Hold.Heard();
        Hold.End();
        CloseMedia();
        call.OnRefusal(this, cause, status, response);
    }

    private void CloseMedia() => call.Services.Media.Close(_media.GetValueOrDefault());

    private byte NextCSeqOffset() => IsForked(target) ? (byte)(_cseqOffset + 1) : call.NextCSeqOffset();

    /// <summary>All phones of an extension are asked at once.</summary>
    private static bool IsForked(CallTarget target) => target is { Location: not null, Trunk: null };

    private CallCause Either(CallCause ofTrunk, CallCause ofPhone) => target.Trunk is null ? ofPhone : ofTrunk;
}
