using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// One MESSAGE from a proven sender until it is answered (RFC 3428): routed by its number like a call, under the same class of service,
/// and offered to one place after the other, since there is nobody who picks up. Used under the shard's lock.
/// </summary>
internal sealed class MessageDelivery : UserTimer, IClientTransactionUser
{
    [ThreadStatic] private static SipMessage? t_request;

    private readonly CallServices _services;
    private readonly ServerTransaction _server;
    private readonly Caller _caller;
    private readonly ulong _hopMark;
    private readonly RouteDecision _decision;
    private readonly Queue<CallTarget>? _phones;
    private readonly byte[] _request;
    private CandidateWalk _walk;
    private CallTarget? _target;
    private ClientTransaction? _transaction;
    private byte _cseqOffset;
    private bool _isChallenged;

    private MessageDelivery(CallServices services, ServerTransaction server, SipMessage request, in Caller caller, in RouteDecision decision, ulong hopMark)
    {
        _services = services;
        _server = server;
        _caller = caller;
        _decision = decision;
        _hopMark = hopMark;
        _request = request.Bytes.ToArray();
        if (decision.Local is not { } local) return;
        if (local.Target is not null) _walk = new CandidateWalk(services.Destinations.Find(local, caller.Site));
        else _phones = Phones(local);
    }

    private bool HasNext => _phones is null ? _walk.CanGoOn(_decision) : _phones.Count > 0;

    /// <summary>Takes a message from a proven sender.</summary>
    public static void Begin(CallServices services, ServerTransaction server, SipMessage request, in Caller caller)
    {
        services.Metrics.Counters.Of(server.Shard).Messages++;
        if (!CallSetup.TryRoute(services, server, request, caller, out var number, out var decision)) return;
        var delivery = new MessageDelivery(services, server, request, caller, decision, services.HopMarks.Of(caller.Site.Id, number));
        if (delivery.TrySendToNext()) return;
        Refusal.Send(server, decision.Outcome == RouteOutcome.Local ? CallCause.NoPhoneRegistered : CallCause.CannotSend);
    }

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (IsGivenUp(transaction)) return;
        _server.Shard.Cancel(this);
        switch (response.Status)
        {
            case < 200:
                break;
            case 401 or 407:
                Challenged(response);
                break;
            default:
                var isTrouble = response.Status is 408 or 480 or 500 or 502 or 503 or 504;
                if (isTrouble && response.Status != 503) _walk.LeaveConnector();
                if (!isTrouble || !TrySendToNext()) Pass(response);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure)
    {
        if (IsGivenUp(transaction)) return;
        _server.Shard.Cancel(this);
        if (failure == ClientFailure.TransportError && SipNode.IsLost(transaction.Flow) && _services.Destinations.TryReroute(_target!, transaction.Flow, out var way))
        {
            _target = _target! with { Flow = way };
            _cseqOffset++;
            Send(null);
            return;
        }
        if (!TrySendToNext()) _server.Respond(failure == ClientFailure.TransportError ? 503 : 504);
    }

    /// <summary>Nothing was heard, and there is another place.</summary>
    protected override void OnTimer()
    {
        if (!HasNext) return;
        (_transaction as NonInviteClientTransaction)?.Abandon();
        if (!TrySendToNext()) _server.Respond(504);
    }

    private Queue<CallTarget> Phones(LocalRoute local)
    {
        var phones = new Queue<CallTarget>();
        foreach (var location in _services.Locations.Find(local.AddressOfRecord))
            if (_services.Destinations.TryReach(location, out var flow)) phones.Enqueue(new CallTarget(flow, local.Number, Location: location));
        return phones;
    }

    /// <summary>False when there is no other place.</summary>
    private bool TrySendToNext()
    {
        var isFirst = _target is null;
        CallTarget? next = null;
        if (_phones is null) next = _walk.Next(_services, _decision);
        else _phones.TryDequeue(out next);
        if (next is null) return false;
        _target = next;
        // Two places may be one far system: a CSeq of its own for each (RFC 3261 §8.2.2.2).
        if (!isFirst) _cseqOffset++;
        _isChallenged = false;
        if (HasNext) _server.Shard.Set(this, _walk.NoAnswerTimeout);
        Send(null);
        return true;
    }

    private void Pass(SipMessage response)
    {
        if (response.Status is >= 200 and < 300) _services.Metrics.Counters.Of(_server.Shard).Delivered++;
        var parts = new MessageWriter(stackalloc byte[512]);
        scoped var outgoing = new OutgoingResponse();
        outgoing.Identity = IdentityHeaders.Carried(ref parts, response, _target!.Connector, _caller.Connector, _server.Source);
        if (!ResponseEgress.TrySend(_server, response, _services.Contacts, outgoing)) _server.Respond(500);
    }

    private void Send(DigestChallenge? challenge)
    {
        var (shard, target, flow) = (_server.Shard, _target!, _target!.Flow);
        var request = t_request ??= new SipMessage();
        SipParser.Parse(request, _request, 0, _request.Length);
        var parts = new MessageWriter(stackalloc byte[2048]);
        scoped var outgoing = new OutgoingRequest { Flow = flow, Branch = shard.NewBranch(), CSeqOffset = _cseqOffset, HopMark = _hopMark };
        RequestAddressing.Fill(ref parts, request, _caller, target, flow, ref outgoing);
        if (challenge is not null) outgoing.Challenge = challenge;

        var writer = shard.Writer();
        if (parts.Overflowed || !RequestEgress.TryWrite(ref writer, request, outgoing, _services.Contacts))
        {
            shard.Cancel(this);
            _server.Respond(513);
            return;
        }
        var way = LargeRequest.Choose(ref writer, flow, outgoing.Branch, target.Trunk);
        if (writer.Length > LargeRequest.Limit && !way.Transport.IsReliable)
        {
            // RFC 3428 §8: nothing larger over a transport without congestion control.
            shard.Cancel(this);
            Refusal.Send(_server, CallCause.MessageTooLarge);
            return;
        }
        _transaction = null;
        var started = shard.Start(SipMethod.Message, outgoing.Branch, way, writer.Written, this);
        // It may have failed at once, and the next one may be under way.
        _transaction ??= started;
    }

    /// <summary>A challenge of a trunk is answered once; the sender could not answer it.</summary>
    private void Challenged(SipMessage response)
    {
        if (!_isChallenged && _target!.Trunk is { Credentials: not null } trunk && DigestChallenge.Strongest(response) is { } challenge)
        {
            trunk.Challenge = challenge;
            _isChallenged = true;
            _cseqOffset++;
            Send(challenge);
        }
        else if (!TrySendToNext())
        {
            Refusal.Send(_server, CallCause.FarSideRefusedCredentials);
        }
    }

    private bool IsGivenUp(ClientTransaction transaction) => _server.IsFinal || (_transaction is not null && _transaction != transaction);
}
