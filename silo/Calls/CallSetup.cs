using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.CallRecords;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// One INVITE from a proven caller until it is answered: routes it, offers it to one place after the other (or to all phones
/// of an extension at once), and passes the answer back. Lives as long as the INVITE's transactions; used under their shard's lock.
/// </summary>
/// <remarks>1. number → 2. routing rule → 3. loop check → 4. channel and 100 Trying → 5. targets → 6. responses → 7. next candidate or answer.</remarks>
internal sealed class CallSetup : UserTimer, IPendingInvite
{
    private static readonly byte[] AnsweredElsewhere = "SIP;cause=200;text=\"Call completed elsewhere\""u8.ToArray();

    // An answer that comes for the seventh time comes for 15 s (RFC 3261 §13.3.1.4).
    private const int UnacknowledgedAnswers = 7;

    [ThreadStatic] private static SipMessage? t_request;

    private readonly CallServices _services;
    private readonly ServerTransaction _server;
    private readonly Caller _caller;
    private readonly Number _number;
    private readonly RouteDecision _decision;
    private readonly ulong _hopMark, _call;
    private readonly CallFacts _facts;
    private ChannelHold _hold;
    private CallProgress _progress;
    private BestRefusal _refusal;
    private Kept _request;
    private Branch? _branches, _answered;
    private CallSetUpEnded? _told;
    private CandidateWalk _walk;
    private byte _cseqOffsets, _answers;
    private bool _isOver, _isOffering;

    private CallSetup(CallServices services, ServerTransaction server, SipMessage request, in Caller caller, Number number, in RouteDecision decision, ulong hopMark, ulong call, in ChannelHold hold)
    {
        _services = services;
        _server = server;
        _caller = caller;
        _number = number;
        _decision = decision;
        _hopMark = hopMark;
        _call = call;
        _hold = hold;
        _progress = CallProgress.Begin(services, server.Shard);
        _facts = services.Book.Begin(server.Shard, request, caller, number);
    }

    /// <summary>What the node has for calls.</summary>
    public CallServices Services => _services;

    /// <summary>The caller's transaction.</summary>
    public ServerTransaction Server => _server;

    /// <summary>As whom the call came in.</summary>
    public ref readonly Caller Caller => ref _caller;

    /// <summary>Names the call in its record.</summary>
    public CallKey Key => _facts.Key;

    /// <summary>When the call began, as a time stamp.</summary>
    public long BeganAt => _progress.BeganAt;

    /// <summary>The mark that goes with the call.</summary>
    public ulong Mark => _hopMark;

    /// <summary>
    /// What is added to the CSeq of the next INVITE of this call to one place after the other: each has a number of its own, so that two
    /// places which lead to the same far system are not taken for one request that was merged (RFC 3261 §8.2.2.2).
    /// </summary>
    public byte NextCSeqOffset() => _cseqOffsets++;

    /// <summary>Takes a call from a proven caller.</summary>
    public static void Begin(CallServices services, ServerTransaction server, SipMessage request, in Caller caller)
    {
        services.Metrics.Counters.Of(server.Shard).Attempts++;
        if (!request.Has(HeaderName.Contact))
        {
            var phrase = "Missing Contact Header Field"u8;
            services.Journal.Failed(new CallFailure(CallCause.MalformedRequest, caller.Site.Id, caller.Connector, 400, request) { Phrase = phrase });
            services.Book.Refused(server.Shard, request, caller, default, CallCause.MalformedRequest, null, 400);
            server.Respond(400, phrase);
            return;
        }
        if (SessionTimer.TryRefuse(server, request)) return;

        // 1. to 3.
        CallTarget? party = null;
        RouteDecision decision = default;
        if (!CallReplacement.TryFind(services, server, request, caller, out var number, ref party)) return;
        if (party is null && !TryRoute(services, server, request, caller, out number, out decision)) return;

        // 4. channel and 100 Trying
        var callId = TransactionLayer.HashOf(request[request.CallId]);
        var hold = default(ChannelHold);
        if (caller.Connector is { } from && !ChannelHold.TryTake(services.Channels.Of(server.Shard), callId, from, out hold))
        {
            Refuse(services, server, request, caller, CallCause.ChannelsFull, from, number);
            return;
        }
        var call = new CallSetup(services, server, request, caller, number, decision, services.HopMarks.Of(caller.Site.Id, number), callId, hold);
        server.State = call;
        if (caller.Connector is { } sender) services.Expect(server, sender.Id);
        server.Respond(100);

        // 5. targets
        call._request.Set(server.Shard, request.Bytes);
        if (party is not null) call.OfferToParty(request, party);
        else if (decision.Outcome == RouteOutcome.Local) call.OfferToLocal(request, decision.Local!);
        else call.OfferToNext(request);
    }

    /// <summary>Decides where a new call or message goes; when false, it is refused.</summary>
    internal static bool TryRoute(
        CallServices services, ServerTransaction server, SipMessage request, in Caller caller, out Number number, out RouteDecision decision)
    {
        decision = default;

        // 1. number
        if (!DialledNumber.TryRead(request, out number))
        {
            Refuse(services, server, request, caller, CallCause.NotANumber, caller.Connector);
            return false;
        }

        // 2. routing rule
        decision = RoutingRule.Decide(caller.Site, number, caller.Connector, services.Time.GetUtcNow());

        // 3. loop check
        if (HopMark.IsIn(request, services.HopMarks.Of(caller.Site.Id, number)))
        {
            Refuse(services, server, request, caller, CallCause.Loop, caller.Connector, number);
            return false;
        }

        if (CallCauseText.Of(decision.Outcome) is not { } cause) return true;
        var about = decision.PassedOver ?? caller.Connector;
        Refuse(services, server, request, caller, cause, about, number, cause == CallCause.TrunkDown ? about?.Trunk.Status?.Cause : null);
        return false;
    }

    /// <summary>The caller gave up.</summary>
    public void Cancel(SipMessage cancel)
    {
        if (_isOver) return;
        byte[]? reason = null;
        foreach (ref readonly var field in cancel.Fields)
            if (System.Text.Ascii.EqualsIgnoreCase(cancel[field.NameText], "Reason"u8)) reason = cancel[field.Value].ToArray();
        _progress.Cancelled(_services, _server.Shard);
        End();
        AbandonAll(reason, except: null);
        _server.Respond(487);
    }

    /// <summary>It had no final response for longer than any call rings.</summary>
    public void OnExpired()
    {
        if (_isOver) return;
        _progress.Failed(_branches?.Silence ?? CallCause.PhoneNotReachable, 408);
        End();
        AbandonAll(null, except: null);
    }

    /// <summary>Nothing was heard of the trunk for as long as its connector allows.</summary>
    protected override void OnTimer()
    {
        if (_isOver || _branches is not { IsHeard: false, IsOver: false } silent || !_walk.CanGoOn(_decision)) return;
        silent.GiveUp();
        silent.Target.At?.ReportCallFailed();
        _refusal.Offer(_server.Shard, 408, silent.Silence, null, silent);
        OfferToNext(Request());
    }

    // 5.
    private void OfferToLocal(SipMessage request, LocalRoute local)
    {
        if (local.Target is not null)
        {
            _walk = new CandidateWalk(_services.Destinations.Find(local, _caller.Site));
            OfferToNext(request);
            return;
        }
        var offered = 0;
        // A phone that cannot be sent to refuses while the others are still to be asked: no conclusion before all were.
        _isOffering = true;
        foreach (var location in _services.Locations.Find(local.AddressOfRecord))
        {
            if (_isOver || !_services.Destinations.TryReach(location, out var flow)) continue;
            Offer(request, new CallTarget(flow, local.Number, Location: location));
            offered++;
        }
        _isOffering = false;
        if (_isOver) return;
        if (offered == 0)
        {
            Refuse(CallCause.NoPhoneRegistered, _caller.Connector, 480);
        }
        else if (!HasOpenBranch())
        {
            Finish();
        }
    }

    // 5. and 7.
    private void OfferToNext(SipMessage request)
    {
        while (_walk.Next(_services, _decision) is { } target)
        {
            if (TryHold(target, out var hold) is { } full)
            {
                _walk.LeaveConnector(full);
                continue;
            }
            if (_walk.MayGoOn(_decision)) _server.Shard.Set(this, _walk.NoAnswerTimeout);
            Offer(request, target, hold);
            return;
        }
        Finish();
    }

    /// <summary>The party of a replaced call, over whichever connector it is reached.</summary>
    private void OfferToParty(SipMessage request, CallTarget party)
    {
        if (TryHold(party, out var hold) is { } full) Refuse(full, party.Connector, 503);
        else Offer(request, party, hold);
    }

    /// <summary>Takes what the call needs of the target's connector; says what keeps it from that.</summary>
    private CallCause? TryHold(CallTarget target, out ChannelHold hold)
    {
        hold = default;
        return target.Connector is { } connector
            ? ChannelHold.TryOffer(_services.Channels.Of(_server.Shard), _call, connector, _services.Time.GetElapsedTime(0), out hold)
            : null;
    }

    private void Offer(SipMessage request, CallTarget target, in ChannelHold hold = default)
    {
        var branch = new Branch(this, target) { Next = _branches, Hold = hold };
        _branches = branch;
        branch.Send(request);
    }

    // 6.
    /// <summary>A branch has a provisional response other than 100.</summary>
    internal void OnProgress(Branch branch, SipMessage response)
    {
        if (!_isOver && TryPass(branch, response)) _progress.Heard(_services);
    }

    /// <summary>A branch was heard of: it will not be given up for silence.</summary>
    internal void OnHeard() => _server.Shard.Cancel(this);

    /// <summary>A branch is offered once more over another way, and may be silent there.</summary>
    internal void OnOfferedAgain()
    {
        if (!_isOver && _walk.MayGoOn(_decision)) _server.Shard.Set(this, _walk.NoAnswerTimeout);
    }

    /// <summary>A branch was answered; the same again for each retransmission of the answer.</summary>
    internal void OnAnswer(Branch branch, SipMessage response)
    {
        var isPassed = TryPass(branch, response);
        if (!_isOver)
        {
            if (isPassed)
            {
                _progress.Answered(_services, _server.Shard);
                _answered = branch;
                _hold.Answered(branch.SessionInterval);
                branch.Hold.Answered(branch.SessionInterval);
            }
            else
            {
                Note(branch.Unpassed, branch.Target.Connector, CallCauseText.Status(branch.Unpassed), Request());
            }
            End();
            AbandonAll(AnsweredElsewhere, except: branch);
        }
        if (!isPassed)
        {
            // The callee waits for an ACK that the caller could never bring to it.
            branch.HangUp(response);
            branch.Hold.End();
            Refusal.Send(_server, branch.Unpassed);
        }
        else if (_answers < UnacknowledgedAnswers && ++_answers == UnacknowledgedAnswers)
        {
            NoteMissingAck(branch, response);
        }
    }

    /// <summary>A branch has a final response that is no answer, or (response null) none will come.</summary>
    internal void OnRefusal(Branch branch, CallCause cause, int status, SipMessage? response)
    {
        if (_isOver) return;
        _server.Shard.Cancel(this);
        if (status >= 600) AbandonAll(null, except: branch);
        var tryNext = branch.Target.Trunk is not null ? IsTrunkTrouble(status) : branch is { IsUnreached: true, Target.Location: null };
        // Nearly always there is one branch: its response goes straight back. What the last connector says counts, whatever others said before.
        if (response is not null && !tryNext && !_isOffering && !HasOpenBranch() && (branch.Target.Trunk is not null || _refusal.IsBest(status)))
        {
            Note(cause, branch.Target.Connector, status, Request(), response[response.ReasonPhrase]);
            End();
            if (!TryPass(branch, response)) _server.Respond(status);
            return;
        }
        _refusal.Offer(_server.Shard, status, cause, response, branch);
        if (tryNext)
        {
            if (!branch.IsUnreached) _walk.LeaveConnector();
            OfferToNext(Request());
        }
        else if (!_isOffering && !HasOpenBranch()) Finish();
    }

    // 7.
    private void Finish()
    {
        if (_isOver) return;
        if (_refusal is { Branch: { } branch } && _refusal.Response() is { } response)
        {
            Note(_refusal.Cause, branch.Target.Connector, response.Status, Request(), response[response.ReasonPhrase]);
            var isSent = TryPass(branch, response);
            End();
            if (!isSent) _server.Respond(response.Status);
            return;
        }
        if (_refusal.Status > 0) Refuse(_refusal.Cause, _refusal.Branch?.Target.Connector, _refusal.Status == 503 && _decision.Outcome == RouteOutcome.Local ? 480 : _refusal.Status);
        else if (_decision.Outcome == RouteOutcome.Local) Refuse(CallCause.PhoneNotReachable, null, 480);
        else Refuse(_walk.PassedOver.Cause, _walk.PassedOver.Connector, 503);
    }

    /// <summary>Refuses the call for a reason of our own.</summary>
    private void Refuse(CallCause cause, ConnectorRoute? connector, int status)
    {
        Note(cause, connector, status, Request());
        End();
        Refusal.Send(_server, cause, status);
    }

    /// <summary>Refuses a call that was not begun.</summary>
    internal static void Refuse(
        CallServices services, ServerTransaction server, SipMessage request, in Caller caller, CallCause cause, ConnectorRoute? connector, Number number = default, string? detail = null, int status = 0)
    {
        if (status == 0) status = CallCauseText.Status(cause);
        services.Journal.Failed(new CallFailure(cause, caller.Site.Id, connector, status, request) { Number = number, Detail = detail });
        if (request.Method == SipMethod.Invite) services.Book.Refused(server.Shard, request, caller, number, cause, connector, status);
        Refusal.Send(server, cause, status);
    }

    private void Note(CallCause cause, ConnectorRoute? connector, int status, SipMessage message, ReadOnlySpan<byte> phrase = default, string? detail = null)
    {
        if (_told is null) _progress.Failed(cause, status);
        else _services.Book.Correct(_server.Shard, new CallCorrected(_told, cause));
        _services.Journal.Failed(new CallFailure(cause, _caller.Site.Id, connector ?? _caller.Connector, status, message) { Number = _number, Phrase = phrase, Detail = detail });
    }

    /// <summary>The callee repeats its answer for long: says on whose side the ACK is lost, where a connector's channel tells.</summary>
    private void NoteMissingAck(Branch branch, SipMessage response)
    {
        var callee = branch.Target.Connector;
        if ((callee ?? _caller.Connector) is not { } known) Note(CallCause.AckMissing, null, 408, response);
        else if (_services.Channels.Of(_server.Shard).IsAcknowledged(_call, known.Id)) Note(CallCause.AckMissing, callee, 408, response, detail: "The ACK was passed on, and the answering side did not get it.");
        else Note(CallCause.AckMissing, _caller.Connector, 408, response, detail: "No ACK came from the calling side.");
    }

    private bool TryPass(Branch branch, SipMessage response)
    {
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        Span<byte> user = stackalloc byte[Number.MaxLength];
        var parts = new MessageWriter(stackalloc byte[512]);
        var outgoing = new OutgoingResponse { ContactUser = user[.._number.Write(user)] };
        return branch.TryDescribe(response, routes, ref parts, ref outgoing) && ResponseEgress.TrySend(_server, response, _services.Contacts, outgoing);
    }

    private static bool IsTrunkTrouble(int status) => status is 408 or 500 or 502 or 503 or 504;

    private bool HasOpenBranch()
    {
        for (var branch = _branches; branch is not null; branch = branch.Next)
            if (!branch.IsOver) return true;
        return false;
    }

    private void AbandonAll(byte[]? reason, Branch? except)
    {
        for (var branch = _branches; branch is not null; branch = branch.Next)
            if (branch != except) branch.Abandon(reason);
    }

    /// <summary>The request as it came, parsed again.</summary>
    internal SipMessage Request()
    {
        var request = t_request ??= new SipMessage();
        SipParser.Parse(request, _request.Buffer, 0, _request.Length);
        return request;
    }

    /// <summary>Notes for the call's record what it came to.</summary>
    private void Tell()
    {
        var attempts = new AttemptNote[CountBranches()];
        var next = attempts.Length;
        for (var branch = _branches; branch is not null; branch = branch.Next) attempts[--next] = branch.Attempt;
        _told = new CallSetUpEnded(_facts)
        {
            ConnectorOut = ((_answered ?? _branches)?.Target.Connector ?? (_answered is null ? _walk.PassedOver.Connector : null))?.Id,
            HeardAfter = _progress.HeardAfter,
            After = _services.Time.GetElapsedTime(_progress.BeganAt),
            Lifetime = SessionLifetime.Of(_answered?.SessionInterval ?? 0),
            Outcome = _answered is not null ? CallOutcome.Answered : _progress.Cause is null ? CallOutcome.Cancelled : CallOutcome.Failed,
            Cause = _progress.Cause,
            Status = _progress.Status,
            Attempts = attempts,
        };
        _services.Book.SetUp(_server.Shard, _told);
    }

    private int CountBranches()
    {
        var count = 0;
        for (var branch = _branches; branch is not null; branch = branch.Next) count++;
        return count;
    }

    private void End()
    {
        _isOver = true;
        _progress.End(this, _call, _decision);
        Tell();
        _hold.End();
        _server.Shard.Cancel(this);
        _request.Release(_server.Shard);
        _refusal.Release(_server.Shard);
    }
}
