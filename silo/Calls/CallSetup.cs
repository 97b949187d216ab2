using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// One INVITE from a proven caller until it is answered: routes it, offers it to one place after the other (or to all phones
/// of an extension at once), and passes the answer back. Lives as long as the INVITE's transactions; used under their shard's lock.
/// </summary>
/// <remarks>1. number → 2. routing rule → 3. loop check → 4. 100 Trying → 5. targets → 6. responses → 7. next candidate or answer.</remarks>
internal sealed partial class CallSetup : UserTimer, IPendingInvite
{
    private static readonly byte[] AnsweredElsewhere = "SIP;cause=200;text=\"Call completed elsewhere\""u8.ToArray();

    [ThreadStatic] private static SipMessage? t_request;

    private readonly CallServices _services;
    private readonly ServerTransaction _server;
    private readonly Caller _caller;
    private readonly Number _number;
    private readonly RouteDecision _decision;
    private readonly ulong _hopMark;
    private BestRefusal _refusal;
    private Kept _request;
    private Branch? _branches;
    private CandidateWalk _walk;
    private byte _attempts;
    private bool _isOver, _isOffering;

    private CallSetup(CallServices services, ServerTransaction server, in Caller caller, Number number, in RouteDecision decision, ulong hopMark)
    {
        _services = services;
        _server = server;
        _caller = caller;
        _number = number;
        _decision = decision;
        _hopMark = hopMark;
    }

    /// <summary>What the node has for calls.</summary>
    public CallServices Services => _services;

    /// <summary>The caller's transaction.</summary>
    public ServerTransaction Server => _server;

    /// <summary>As whom the call came in.</summary>
    public ref readonly Caller Caller => ref _caller;

    /// <summary>The mark that goes with the call.</summary>
    public ulong Mark => _hopMark;

    /// <summary>True once a place could not be offered the call, because its media cannot be relayed.</summary>
    public bool LacksMedia { get; set; }

    /// <summary>Takes a call from a proven caller.</summary>
    public static void Begin(CallServices services, ServerTransaction server, SipMessage request, in Caller caller)
    {
        // 1. number
        if (!DialledNumber.TryRead(request, out var number))
        {
            Refusal.Send(server, 404, "What was dialled is not a number");
            return;
        }

        // 2. routing rule
        var decision = RoutingRule.Decide(caller.Site, number, caller.Connector);

        // 3. loop check
        var mark = services.HopMarks.Of(caller.Site.Id, number);
        if (HopMark.IsIn(request, mark))
        {
            Refusal.Send(server, 482, "The call came back to a number that it was routed for before");
            return;
        }
        if (!request.Has(HeaderName.Contact))
        {
            server.Respond(400, "Missing Contact Header Field"u8);
            return;
        }

        switch (decision.Outcome)
        {
            case RouteOutcome.Local or RouteOutcome.Remote:
                break;
            case RouteOutcome.TrunkDown:
                Refusal.Send(server, 503, "The connector of this number is down", retryAfter: 10);
                return;
            case RouteOutcome.TransitForbidden:
                Refusal.Send(server, 404, "Calls from this system reach local numbers only");
                return;
            default:
                Refusal.Send(server, 404, "Nobody has this number");
                return;
        }

        // 4. 100 Trying
        var call = new CallSetup(services, server, caller, number, decision, mark);
        server.State = call;
        server.Respond(100);

        // 5. targets
        call._request.Set(server.Shard, request.Bytes);
        if (decision.Outcome == RouteOutcome.Local) call.OfferToLocal(request, decision.Local!);
        else call.OfferToNext(request);
    }

    /// <summary>The caller gave up.</summary>
    public void Cancel(SipMessage cancel)
    {
        if (_isOver) return;
        byte[]? reason = null;
        foreach (ref readonly var field in cancel.Fields)
            if (System.Text.Ascii.EqualsIgnoreCase(cancel[field.NameText], "Reason"u8)) reason = cancel[field.Value].ToArray();
        End();
        AbandonAll(reason, except: null);
        _server.Respond(487);
    }

    /// <summary>Nothing was heard of the trunk for as long as its connector allows.</summary>
    protected override void OnTimer()
    {
        if (_isOver || _branches is not { IsHeard: false, IsOver: false } silent || !_walk.CanGoOn(_decision)) return;
        silent.Abandon(null);
        silent.Target.At?.ReportCallFailed();
        _refusal.Offer(_server.Shard, 408, null);
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
            End();
            Refusal.Send(_server, 480, "No phone is registered for this extension");
        }
        else if (!HasOpenBranch())
        {
            Finish();
        }
    }

    // 5. and 7.
    private void OfferToNext(SipMessage request)
    {
        if (_walk.Next(_services, _decision) is not { } target)
        {
            Finish();
            return;
        }
        if (_walk.MayGoOn(_decision)) _server.Shard.Set(this, _walk.NoAnswerTimeout);
        Offer(request, target);
    }

    private void Offer(SipMessage request, CallTarget target)
    {
        var branch = new Branch(this, target, target is { Location: not null, Trunk: null } ? (byte)0 : _attempts++) { Next = _branches };
        _branches = branch;
        branch.Send(request);
    }

    // 6.
    /// <summary>A branch has a provisional response other than 100.</summary>
    internal void OnProgress(Branch branch, SipMessage response)
    {
        if (!_isOver) TryPass(branch, response);
    }

    /// <summary>A branch was heard of: it will not be given up for silence.</summary>
    internal void OnHeard() => _server.Shard.Cancel(this);

    /// <summary>A branch was answered; the same again for each retransmission of the answer.</summary>
    internal void OnAnswer(Branch branch, SipMessage response)
    {
        if (!_isOver)
        {
            End();
            AbandonAll(AnsweredElsewhere, except: branch);
        }
        if (TryPass(branch, response)) return;
        // The callee waits for an ACK that the caller could never bring to it.
        branch.HangUp(response);
        _server.Respond(500);
    }

    /// <summary>A branch has a final response that is no answer, or (response null) none will come.</summary>
    internal void OnRefusal(Branch branch, int status, SipMessage? response)
    {
        if (_isOver) return;
        _server.Shard.Cancel(this);
        if (status >= 600) AbandonAll(null, except: branch);
        var tryNext = branch.Target.Trunk is not null ? IsTrunkTrouble(status) : branch is { IsUnreached: true, Target.Location: null };
        // Nearly always there is one branch: its response goes straight back.
        if (response is not null && !tryNext && !_isOffering && !HasOpenBranch() && _refusal.IsBest(status))
        {
            End();
            if (!TryPass(branch, response)) _server.Respond(status);
            return;
        }
        _refusal.Offer(_server.Shard, status, response);
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
        if (_refusal.Response() is { } response)
        {
            var isSent = ResponseEgress.TrySend(_server, response, _services.Contacts, default);
            End();
            if (!isSent) _server.Respond(response.Status);
            return;
        }
        var status = _refusal.Status == 0 ? 503 : _refusal.Status;
        End();
        if (LacksMedia && status == 503)
        {
            Refusal.Send(_server, 503, "This node has no media ports left to relay the call", retryAfter: 10);
        }
        else if (_decision.Outcome == RouteOutcome.Remote)
        {
            LogTrunkFailed(_services.Log, _number, _caller.Site.Name, status);
            Refusal.Send(_server, status, "The connector of this number does not answer", retryAfter: status == 503 ? 10u : 0);
        }
        else
        {
            Refusal.Send(_server, status == 503 ? 480 : status, "The phone of this extension does not answer");
        }
    }

    private bool TryPass(Branch branch, SipMessage response)
    {
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        Span<byte> user = stackalloc byte[Number.MaxLength];
        var outgoing = new OutgoingResponse { ContactUser = user[.._number.Write(user)] };
        return branch.TryDescribe(response, routes, ref outgoing) && ResponseEgress.TrySend(_server, response, _services.Contacts, outgoing);
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

    private void End()
    {
        _isOver = true;
        _server.Shard.Cancel(this);
        _request.Release(_server.Shard);
        _refusal.Release(_server.Shard);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call to {Number} of site {Site} failed with {Status}: no connector of its range took it")]
    private static partial void LogTrunkFailed(ILogger logger, Number number, string site, int status);
}
