using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>One request inside a dialog on its way to the peer and its responses on their way back.</summary>
internal sealed class InDialogRequest(CallServices services, ServerTransaction server) : IClientTransactionUser, IPendingInvite
{
    [ThreadStatic] private static SipMessage? t_request;

    // Needed again for a challenge, for a new connection, and for the Contact in a response. Responses to an INVITE come for as long
    // as its transaction lives, so what is kept is left to the collector.
    private byte[]? _request;
    private InviteClientTransaction? _invite;
    private Flow _flow, _failed;
    private SessionTimer _session;
    private MediaLeg _media;
    private AwaitedBinding? _awaited;
    private byte _raised;
    private bool _isChallenged, _isCancelled, _isReconnected, _isDirect, _isRefused;

    /// <summary>Sends it.</summary>
    public void Send(SipMessage request, in DialogToken token, DigestChallenge? challenge = null)
    {
        _media = token.Media;
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        routes = routes[..services.Contacts.OpenRoutes(request, routes)];
        if (InDialogRequests.FlowOf(services, token, routes, _failed, _isDirect) is not { } flow)
        {
            if (!TryAwait()) Refuse(480, "No Way To The Peer"u8);
            return;
        }
        if (flow == _failed && flow.Transport.IsReliable)
        {
            if (!TryAwait()) Refuse(503);
            return;
        }

        var shard = server.Shard;
        var trunk = token.PeerConnector == default ? null : services.Trunks.Find(new(token.PeerConnector));
        scoped var outgoing = InDialogRequests.Plan(token, routes, flow, shard.NewBranch());
        outgoing.Credentials = trunk?.Credentials;
        outgoing.Challenge = challenge ?? trunk?.Challenge;
        outgoing.CSeqOffset = (byte)Math.Min(outgoing.CSeqOffset + _raised, byte.MaxValue);
        var own = services.Connector(token.OwnConnector);
        var peer = services.Connector(token.PeerConnector);
        var parts = new MessageWriter(stackalloc byte[512]);
        outgoing.Identity = IdentityHeaders.Carried(ref parts, request, own, peer, flow, outgoing.HidesCaller);
        _session.Plan(request, own?.SessionExpires ?? 0, peer?.SessionExpires ?? 0);
        _session.Fill(ref outgoing);
        switch (request.Method)
        {
            case SipMethod.Refer:
                outgoing.ReferTo = new ReferredUri(services, own, server.Source, peer, flow);
                break;
            case SipMethod.Notify:
                outgoing.EventOffset = -token.OwnCSeqOffset;
                break;
            case SipMethod.Subscribe:
                outgoing.EventOffset = token.PeerCSeqOffset;
                break;
        }
        var behindNat = IsSenderBehindNat(token, request);
        if (!services.Media.TryMap(request, token.Own(server.Source, behindNat), token.Peer(flow, token.IsPeerBehindNat), out outgoing.Body))
        {
            Refuse(488, "No Media Ports Left"u8);
            return;
        }
        if (ContactUri.TryFind(request, out var contact))
        {
            // A target refresh (RFC 3261 §12.2): the peer gets the sender's new target. Its route set does not change.
            outgoing.HasContact = true;
            if (SipUri.TryParse(token.From, out var from)) outgoing.ContactUser = from.User;
            outgoing.Contact = new DialogToken
            {
                PeerConnector = token.OwnConnector,
                OwnConnector = token.PeerConnector,
                PeerCSeqOffset = token.OwnCSeqOffset,
                OwnCSeqOffset = outgoing.CSeqOffset,
                StartedAt = token.StartedAt,
                Call = token.Call,
                IsOwnCaller = !token.IsOwnCaller,
                Media = token.Media.Other,
                IsOwnBehindNat = token.IsPeerBehindNat,
                IsPeerBehindNat = behindNat,
                Target = request[contact],
                From = request[request.To.Uri],
                To = request[request.From.Uri],
            };
            // The sender's route set is not at hand; what came by a proxy of it goes back there (RFC 3261 §12.2.1.1).
            outgoing.Contact.SetHop(services.Node, NextHop.Of(server.Source, default, request[contact], behindNat || !NatTransformation.CameDirectly(request)));
        }
        if (outgoing.HasContact || !outgoing.Body.IsEmpty || outgoing.Credentials is not null || flow.Transport.IsReliable || flow.Transport is RemoteSocket { } or { IsStandby: true }) _request ??= request.Bytes.ToArray();

        var writer = shard.Writer();
        if (!RequestEgress.TryWrite(ref writer, request, outgoing, services.Contacts))
        {
            Refuse(513);
            return;
        }
        server.State = this;
        _flow = flow;
        var way = LargeRequest.Choose(ref writer, flow, outgoing.Branch, trunk);
        if (way != flow) _request ??= request.Bytes.ToArray();
        // One that failed at once may have been sent again meanwhile: the other one is in force then.
        if (shard.Start(request.Method, outgoing.Branch, way, writer.Written, this) is InviteClientTransaction { IsFinal: false } invite) _invite = invite;
    }

    /// <inheritdoc/>
    public void Cancel(SipMessage cancel) => OnExpired();

    /// <inheritdoc/>
    public void OnExpired()
    {
        _isCancelled = true;
        _invite?.Cancel();
        if (_awaited is not { IsOn: true } awaited) return;
        awaited.End();
        Refuse(487);
    }

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status == 100)
        {
            if (transaction.Method == SipMethod.Invite) server.Respond(100);
            return;
        }
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        if (response.Status is 401 or 407 && TryAnswer(response, plain)) return;
        if (response.Status == 422 && TryRaise(response, plain)) return;
        if (response.Status >= 300) services.Media.Refuse(_media);
        if (_isRefused)
        {
            Acknowledge(transaction, response);
            return;
        }

        var parts = new MessageWriter(stackalloc byte[512]);
        scoped var outgoing = new OutgoingResponse();
        if (_request is not null && services.Contacts.TryOpen(Request(), plain, out var token))
        {
            var peer = services.Connector(token.PeerConnector);
            // A peer that was hidden from the sender when the call began stays so (RFC 3323 §4.1).
            var isHidden = CallerPrivacy.IsAnonymous(t_request![t_request.To.Uri]);
            outgoing.Identity = IdentityHeaders.Carried(ref parts, response, peer, services.Connector(token.OwnConnector), server.Source, isHidden);
            if (response.Status is >= 200 and < 300 && transaction.Method is SipMethod.Invite or SipMethod.Update)
            {
                var interval = _session.Negotiated(response, out var isForSenderAlone);
                if (isForSenderAlone) outgoing.SessionExpires = interval;
                services.Kept.Refreshed(server.Shard, response[response.CallId], token, interval);
            }
            var behindNat = InDialogRequests.IsBehindNat(token.IsPeerBehindNat, peer, response, _flow);
            if (response.Status < 300 && !TryTakeMedia(response, token, token.Peer(_flow, behindNat), out outgoing.Body))
            {
                GiveUp(transaction, response);
                return;
            }
            if (response.Status < 300 && ContactUri.TryFind(response, out var contact))
            {
                // What the sender needs from now on: the peer's new target.
                if (SipUri.TryParse(t_request![t_request.RequestUri], out var uri)) outgoing.ContactUser = uri.User;
                token.Target = response[contact];
                Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
                routes = routes[..services.Contacts.OpenRoutes(t_request, routes)];
                token.SetHop(services.Node, NextHop.Of(_flow, routes, response[contact], behindNat));
                // As it was in the request that is answered: another may have been sent since.
                var offset = response.CSeq - t_request.CSeq;
                if (offset <= byte.MaxValue && offset <= token.PeerCSeqOffset + _raised) token.PeerCSeqOffset = (byte)offset;
                outgoing.HasContact = true;
                outgoing.Contact = token;
            }
        }
        if (!ResponseEgress.TrySend(server, response, services.Contacts, outgoing)) GiveUp(transaction, response);
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure)
    {
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        var wentOverTcp = LargeRequest.WentOverTcp(transaction.Flow, _flow.Transport.Protocol);
        if (failure == ClientFailure.TransportError && _request is not null && services.Contacts.TryOpen(Request(), plain, out var token))
        {
            if (_flow.Transport.IsReliable && _awaited is null && InDialogRequests.BindingOf(services, token) is { } binding)
                _awaited = new AwaitedBinding(server.Shard, binding, LookForBinding);
            if (MayTryAgain(wentOverTcp))
            {
                if (wentOverTcp) services.Trunks.Find(new(token.PeerConnector))?.LargeRequests?.Failed();
                else Fail(t_request!);
                Send(t_request!, token);
                return;
            }
            if (TryAwait()) return;
        }
        // An INVITE that rang too long still gets its final response: it is not to be answered again.
        _isCancelled = _isRefused = true;
        Refuse(failure == ClientFailure.TransportError ? 503 : 408);
    }

    /// <summary>
    /// True when there may be another way. The connection over which the peer came is gone: it may have made another, or be reached over a
    /// new one, and what was too large without any. And from another of our sockets, when the one that the peer knows is another node's or not here.
    /// </summary>
    private bool MayTryAgain(bool wentOverTcp)
    {
        var isOwn = _flow.Transport is not RemoteSocket and { IsStandby: false };
        if (!_isReconnected && (wentOverTcp || _flow.Transport.IsReliable)) return _isReconnected = true;
        return !isOwn && !_isDirect && (_isDirect = true);
    }

    /// <summary>
    /// The way is no good. What was sent may have arrived, and who has it refuses another request of that number: so the next has a higher
    /// one, where a target refresh brings that back to the sender, or nothing follows. Other methods keep it, since what follows would repeat the higher.
    /// </summary>
    private void Fail(SipMessage request)
    {
        _failed = _flow;
        if (request.Method is SipMethod.Invite or SipMethod.Update or SipMethod.Bye) _raised++;
    }

    /// <summary>Waits for a peer that registers with us to do so over another connection; false when it does not, or long enough was waited.</summary>
    private bool TryAwait()
    {
        if (_isCancelled || _awaited?.TryWait() != true) return false;
        if (server.Method == SipMethod.Invite) server.Respond(100);
        return true;
    }

    private void LookForBinding()
    {
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        if (server.IsFinal || !services.Contacts.TryOpen(Request(), plain, out var token)) return;
        if (_awaited!.IsNew(InDialogRequests.BindingOf(services, token)))
        {
            Fail(t_request!);
            _isDirect = false;
            Send(t_request!, token);
        }
        else if (!TryAwait())
        {
            Refuse(480, "Peer Is Not Connected"u8);
        }
    }

    private void Refuse(int status, ReadOnlySpan<byte> reason = default)
    {
        services.Media.Refuse(_media);
        server.Respond(status, reason);
    }

    /// <summary>
    /// A response that cannot be passed on: the sender hears so, and an answer is acknowledged here from now on, since the peer ends a call
    /// in which an answer of it is not (RFC 3261 §14.2).
    /// </summary>
    private void GiveUp(ClientTransaction transaction, SipMessage response)
    {
        _isCancelled = _isRefused = true;
        _invite?.Cancel();
        Acknowledge(transaction, response);
        Refuse(500);
    }

    /// <summary>An answer that comes after the sender was told otherwise: the sender, which ends the call now or goes on as before, acknowledges nothing, so we do.</summary>
    private void Acknowledge(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status is < 200 or > 299 || response.Method != SipMethod.Invite || !ContactUri.TryFind(response, out var contact)) return;
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        routes = routes[..(_request is null ? 0 : services.Contacts.OpenRoutes(Request(), routes))];
        LateAnswer.HangUp(server.Shard, response, contact, routes, transaction.Flow, null, withBye: false);
    }

    /// <summary>An offer is in force when it is answered or accepted, not before: one that is refused changes nothing (RFC 3261 §14.1).</summary>
    private bool TryTakeMedia(SipMessage response, scoped in DialogToken token, scoped in MediaSide peer, out ReadOnlySpan<byte> body)
    {
        var sender = token.Own(server.Source, IsSenderBehindNat(token, t_request!));
        if (!services.Media.TryMap(response, peer, sender, out body)) return false;
        if (response.Status >= 200 || !body.IsEmpty) services.Media.Take(t_request!, sender);
        services.Media.Take(response, peer);
        return true;
    }

    private bool IsSenderBehindNat(in DialogToken token, SipMessage request) =>
        InDialogRequests.IsBehindNat(token.IsOwnBehindNat, services.Connector(token.OwnConnector), request, server.Source);

    private bool TryAnswer(SipMessage response, Span<byte> plain)
    {
        if (_request is null || _isChallenged || _isCancelled || DigestChallenge.Strongest(response) is not { } challenge) return false;
        if (!services.Contacts.TryOpen(Request(), plain, out var token)) return false;
        if (services.Trunks.Find(new(token.PeerConnector)) is not { Credentials: not null } trunk) return false;
        trunk.Challenge = challenge;
        _isChallenged = true;
        _raised++;
        Send(t_request!, token, challenge);
        return true;
    }

    /// <summary>The peer's 422 to an interval of ours: the sender, which may not know session timers, is not told of it (RFC 4028 §7.3).</summary>
    private bool TryRaise(SipMessage response, Span<byte> plain)
    {
        if (_request is null || _isCancelled || _isRefused || !_session.TryRaise(response)) return false;
        if (!services.Contacts.TryOpen(Request(), plain, out var token)) return false;
        _raised++;
        Send(t_request!, token);
        return true;
    }

    private SipMessage Request()
    {
        var request = t_request ??= new SipMessage();
        SipParser.Parse(request, _request!, 0, _request!.Length);
        return request;
    }
}
