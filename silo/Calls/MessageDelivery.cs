using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
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
    /// <summary>What goes over a transport without congestion control (RFC 3428 §8).</summary>
    private const int MaxDatagram = 1300;

    /// <summary>How long a phone may be silent before the next one of its extension is tried.</summary>
    private static readonly TimeSpan PhoneTimeout = TimeSpan.FromSeconds(4);

    [ThreadStatic] private static SipMessage? t_request;

    private readonly CallServices _services;
    private readonly ServerTransaction _server;
    private readonly Caller _caller;
    private readonly ulong _hopMark;
    private readonly List<CallTarget> _targets = [];
    private readonly byte[] _request;
    private ClientTransaction? _transaction;
    private int _next;
    private byte _cseqOffset;
    private bool _isChallenged;

    private MessageDelivery(CallServices services, ServerTransaction server, SipMessage request, in Caller caller, ulong hopMark)
    {
        _services = services;
        _server = server;
        _caller = caller;
        _hopMark = hopMark;
        _request = request.Bytes.ToArray();
    }

    private CallTarget Target => _targets[_next - 1];

    private bool HasNext => _next < _targets.Count;

    /// <summary>Takes a message from a proven sender.</summary>
    public static void Begin(CallServices services, ServerTransaction server, SipMessage request, in Caller caller)
    {
        if (!CallSetup.TryRoute(services, server, request, caller, out var number, out var decision)) return;
        var delivery = new MessageDelivery(services, server, request, caller, services.HopMarks.Of(caller.Site.Id, number));
        if (decision.Outcome == RouteOutcome.Local) delivery.AddLocal(decision.Local!);
        else delivery.AddCandidates(decision);
        if (delivery.HasNext) delivery.SendToNext();
        else if (decision.Outcome == RouteOutcome.Local) Refusal.Send(server, 480, "No phone is registered for this extension");
        else Refusal.Send(server, 503, "The connector of this number cannot be reached", retryAfter: 10);
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
            case 408 or 480 or 500 or 502 or 503 or 504 when HasNext:
                SendToNext();
                break;
            default:
                var parts = new MessageWriter(stackalloc byte[512]);
                scoped var outgoing = new OutgoingResponse();
                outgoing.Identity = IdentityHeaders.Carried(ref parts, response, Target.Connector, _caller.Connector, _server.Source);
                if (!ResponseEgress.TrySend(_server, response, _services.Contacts, outgoing)) _server.Respond(500);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure)
    {
        if (IsGivenUp(transaction)) return;
        _server.Shard.Cancel(this);
        if (HasNext) SendToNext();
        else _server.Respond(failure == ClientFailure.TransportError ? 503 : 504);
    }

    /// <summary>Nothing was heard, and there is another place.</summary>
    protected override void OnTimer()
    {
        (_transaction as NonInviteClientTransaction)?.Abandon();
        SendToNext();
    }

    private void AddLocal(LocalRoute local)
    {
        var destinations = _services.Destinations;
        if (local.Target is not null)
        {
            if (destinations.TryReach(local.Target, _caller.Site, out var flow, out var uri)) _targets.Add(new CallTarget(flow, local.Number, Uri: uri));
            return;
        }
        foreach (var location in _services.Locations.Find(local.AddressOfRecord))
            if (destinations.TryReach(location, out var flow)) _targets.Add(new CallTarget(flow, local.Number, Location: location));
    }

    private void AddCandidates(in RouteDecision decision)
    {
        for (var i = 0; i < decision.Count; i++)
        {
            var range = decision.Candidate(i);
            if (_services.Trunks.Find(range.Connector.Id) is { } trunk && _services.Destinations.TryReach(trunk, out var flow))
                _targets.Add(new CallTarget(flow, decision.Number, range, trunk));
        }
    }

    private void SendToNext()
    {
        // Two candidates may lead to the same far system: a CSeq of its own for each (RFC 3261 §8.2.2.2).
        if (_next > 0) _cseqOffset++;
        _next++;
        _isChallenged = false;
        if (HasNext) _server.Shard.Set(this, Target.Connector?.NoAnswerTimeout ?? PhoneTimeout);
        Send(null);
    }

    private void Send(DigestChallenge? challenge)
    {
        var (shard, target, flow) = (_server.Shard, Target, Target.Flow);
        var request = t_request ??= new SipMessage();
        SipParser.Parse(request, _request, 0, _request.Length);
        var parts = new MessageWriter(stackalloc byte[2048]);
        scoped var outgoing = new OutgoingRequest { Flow = flow, Branch = shard.NewBranch(), CSeqOffset = _cseqOffset, HopMark = _hopMark };
        RequestAddressing.Fill(ref parts, request, _caller, target, flow, ref outgoing);
        if (challenge is not null) outgoing.Challenge = challenge;

        var writer = shard.Writer();
        if (parts.Overflowed || !RequestEgress.TryWrite(ref writer, request, outgoing, _services.Contacts)
            || (writer.Length > MaxDatagram && !flow.Transport.IsReliable))
        {
            shard.Cancel(this);
            Refusal.Send(_server, 513, "A message over UDP has no more than 1300 bytes");
            return;
        }
        _transaction = null;
        var started = shard.Start(SipMethod.Message, outgoing.Branch, flow, writer.Written, this);
        // It may have failed at once, and the next one may be under way.
        _transaction ??= started;
    }

    /// <summary>A challenge of a trunk is answered once; the sender could not answer it.</summary>
    private void Challenged(SipMessage response)
    {
        if (!_isChallenged && Target.Trunk is { Credentials: not null } trunk && DigestChallenge.Strongest(response) is { } challenge)
        {
            trunk.Challenge = challenge;
            _isChallenged = true;
            _cseqOffset++;
            Send(challenge);
        }
        else if (HasNext)
        {
            SendToNext();
        }
        else
        {
            Refusal.Send(_server, 503, "The connector of this number does not accept our credentials");
        }
    }

    private bool IsGivenUp(ClientTransaction transaction) => _server.IsFinal || (_transaction is not null && _transaction != transaction);
}
