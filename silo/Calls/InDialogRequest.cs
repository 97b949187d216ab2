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

    // Needed again for a challenge, and for the Contact in a response. Responses to an INVITE come for as long as its
    // transaction lives, so what is kept is left to the collector; of anything else one final response comes.
    private byte[]? _request;
    private InviteClientTransaction? _invite;
    private bool _isChallenged, _peerBehindNat;

    /// <summary>Sends it.</summary>
    public void Send(SipMessage request, in DialogToken token, in Flow flow, DigestChallenge? challenge = null)
    {
        var shard = server.Shard;
        var trunk = token.PeerConnector == default ? null : services.Trunks.Find(new(token.PeerConnector));
        scoped var outgoing = InDialogRequests.Plan(token, flow, shard.NewBranch());
        _peerBehindNat = services.IsBehindNat(token.PeerConnector);
        outgoing.Credentials = trunk?.Credentials;
        outgoing.Challenge = challenge ?? trunk?.Challenge;
        if (_isChallenged) outgoing.CSeqOffset++;
        if (ContactUri.TryFind(request, out var contact))
        {
            // A target refresh (RFC 3261 §12.2): the peer gets the sender's new target.
            outgoing.HasContact = true;
            if (SipUri.TryParse(token.From, out var from)) outgoing.ContactUser = from.User;
            outgoing.Contact = SenderToken(request, contact, token, outgoing.CSeqOffset);
        }
        if (IsBehindNat(request, token.OwnConnector)) outgoing.SenderBehindNat = server.Source.Remote;
        if (_request is null && (outgoing.HasContact || outgoing.Credentials is not null)) _request = request.Bytes.ToArray();

        var writer = shard.Writer();
        if (!RequestEgress.TryWrite(ref writer, request, outgoing, services.Contacts))
        {
            server.Respond(513);
            return;
        }
        server.State = this;
        var transaction = shard.Start(request.Method, outgoing.Branch, flow, writer.Written, this);
        _invite = transaction as InviteClientTransaction;
    }

    /// <inheritdoc/>
    public void Cancel(SipMessage cancel) => _invite?.Cancel();

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status is 401 or 407 && !_isChallenged && TryAnswer(response)) return;
        if (response.Status == 100)
        {
            if (transaction.Method == SipMethod.Invite) server.Respond(100);
            return;
        }
        if (_request is null || !response.Has(HeaderName.Contact))
        {
            ResponseEgress.Send(server, response, services.Contacts, default, default, _peerBehindNat ? transaction.Flow.Remote : null);
            return;
        }
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        var request = Request();
        if (!services.Contacts.TryOpen(request[request.RequestUri], plain, out var token) || !ContactUri.TryFind(response, out var contact)) return;
        // What the sender needs from now on: the peer's new target.
        var hop = NextHop.Of(transaction.Flow, token.Routes, response[contact], _peerBehindNat);
        token.Target = response[contact];
        token.Protocol = hop.Transport.Protocol;
        token.Transport = services.Node.IndexOf(hop.Transport);
        token.Connection = hop.Connection;
        token.Hop = hop.Remote;
        if (_isChallenged) token.PeerCSeqOffset++;
        var user = SipUri.TryParse(request[request.RequestUri], out var uri) ? uri.User : default;
        ResponseEgress.Send(server, response, services.Contacts, user, token, _peerBehindNat ? transaction.Flow.Remote : null);
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure) =>
        server.Respond(failure == ClientFailure.TransportError ? 503 : 408);

    /// <summary>What the peer needs to reach the sender: all of it is in the sender's request and the token that it used.</summary>
    private DialogToken SenderToken(SipMessage request, Slice contact, in DialogToken token, byte offset)
    {
        var hop = NextHop.Of(server.Source, token.OwnRoutes, request[contact], IsBehindNat(request, token.OwnConnector));
        return new DialogToken
        {
            PeerConnector = token.OwnConnector,
            OwnConnector = token.PeerConnector,
            PeerCSeqOffset = token.OwnCSeqOffset,
            OwnCSeqOffset = offset,
            Protocol = hop.Transport.Protocol,
            Transport = services.Node.IndexOf(hop.Transport),
            Connection = hop.Connection,
            StartedAt = token.StartedAt,
            Hop = hop.Remote,
            Target = request[contact],
            Routes = token.OwnRoutes,
            OwnRoutes = token.Routes,
            From = request[request.To.Uri],
            To = request[request.From.Uri],
        };
    }

    /// <summary>A connector's far side when it is said to be; a phone when it names another address than the one it is seen at.</summary>
    private bool IsBehindNat(SipMessage request, Guid connector) => connector == default
        ? ContactUri.TryFind(request, out var contact) && NextHop.TryLiteral(request[contact], out var address, out _) && !address.HasAddressOf(server.Source.Remote)
        : services.IsBehindNat(connector);

    private bool TryAnswer(SipMessage response)
    {
        if (_request is null || DigestChallenge.Strongest(response) is not { } challenge) return false;
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        var request = Request();
        if (!services.Contacts.TryOpen(request[request.RequestUri], plain, out var token) || services.Node.FlowOf(token) is not { } flow) return false;
        if (services.Trunks.Find(new(token.PeerConnector)) is not { Credentials: not null } trunk) return false;
        trunk.Challenge = challenge;
        _isChallenged = true;
        Send(request, token, flow, challenge);
        return true;
    }

    private SipMessage Request()
    {
        var request = t_request ??= new SipMessage();
        SipParser.Parse(request, _request!, 0, _request!.Length);
        return request;
    }
}
