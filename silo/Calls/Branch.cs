using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>One place where a call is offered: sends the INVITE there, answers its challenge, and tells the call what comes back.</summary>
internal sealed class Branch(CallSetup call, CallTarget target) : IClientTransactionUser
{
    private InviteClientTransaction? _transaction;
    private byte _cseqOffset;
    private bool _isChallenged, _isAbandoned, _isByeSent;

    /// <summary>The branch that was offered before this one.</summary>
    public Branch? Next { get; init; }

    /// <summary>Where it is offered.</summary>
    public CallTarget Target => target;

    /// <summary>True once anything was heard.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>True once it has no say in the call any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Sends the INVITE.</summary>
    public void Send(SipMessage request, DigestChallenge? challenge = null)
    {
        var shard = call.Server.Shard;
        var flow = target.Flow;
        Span<byte> scratch = stackalloc byte[2048];
        var parts = new MessageWriter(scratch);
        scoped var outgoing = new OutgoingRequest
        {
            Flow = flow,
            Branch = shard.NewBranch(),
            CSeqOffset = _cseqOffset,
            HasContact = true,
            HopMark = call.Mark,
        };

        // Who calls: the proven extension of a phone, or whom the far system says.
        Span<byte> extension = stackalloc byte[Number.MaxLength];
        scoped var callerUser = call.Caller.Phone is { } phone ? extension[..phone.Number.Write(extension)] : UserOf(request[request.From.Uri]);
        var fromUser = target.Connector is { CallerIdentity: CallerIdentity.TrunkUser } ? target.Trunk!.UserPart.Span : callerUser;
        outgoing.From = Uri(ref parts, fromUser, flow, default);
        if (target.Connector is { CallerIdentity: CallerIdentity.TrunkUser }) outgoing.AssertedIdentity = Uri(ref parts, callerUser, flow, default);
        outgoing.ContactUser = callerUser;

        // Whom it is for, and where.
        Span<byte> digits = stackalloc byte[2 * Number.MaxLength + 2];
        if (target.Trunk is { } trunk)
        {
            var number = digits[..target.Range!.WriteNumber(target.Number, digits)];
            outgoing.RequestUri = outgoing.To = Uri(ref parts, number, flow, trunk.HostPort.Span);
            outgoing.Credentials = trunk.Credentials;
            outgoing.Challenge = challenge ?? trunk.Challenge;
        }
        else
        {
            outgoing.To = Uri(ref parts, digits[..target.Number.Write(digits)], flow, default);
            outgoing.RequestUri = target.Location is { } location ? location.Contact : target.Uri;
            if (target.Location is { } at) outgoing.Routes = at.Path;
        }

        // What the callee needs to reach the caller later.
        Span<byte> routes = stackalloc byte[512];
        if (!RouteSet.TryCollect(request, routes, out var length) || !ContactUri.TryFind(request, out var contact))
        {
            Refuse(400, null);
            return;
        }
        var seen = call.Server.Source;
        var behindNat = CallerIsBehindNat(request, contact);
        if (behindNat) outgoing.SenderBehindNat = seen.Remote;
        var hop = NextHop.Of(seen, routes[..length], request[contact], behindNat);
        outgoing.Contact = new DialogToken
        {
            PeerConnector = call.Caller.Connector?.Id.Value ?? default,
            OwnConnector = target.Connector?.Id.Value ?? default,
            OwnCSeqOffset = _cseqOffset,
            Protocol = hop.Transport.Protocol,
            Transport = call.Services.Node.IndexOf(hop.Transport),
            Connection = hop.Connection,
            StartedAt = (uint)call.Services.Time.GetUtcNow().ToUnixTimeSeconds(),
            Hop = hop.Remote,
            Target = request[contact],
            Routes = routes[..length],
            From = request[request.To.Uri],
            To = request[request.From.Uri],
        };

        var writer = shard.Writer();
        if (!RequestEgress.TryWrite(ref writer, request, outgoing, call.Services.Contacts))
        {
            Refuse(513, null);
            return;
        }
        _transaction = (InviteClientTransaction)shard.Start(SipMethod.Invite, outgoing.Branch, flow, writer.Written, this);
    }

    /// <summary>
    /// The call goes on without it: it is cancelled, and should it be answered all the same, that answer is acknowledged and hung up.
    /// </summary>
    public void Abandon(byte[]? reason)
    {
        if (IsOver) return;
        IsOver = _isAbandoned = true;
        _transaction?.Cancel(reason);
    }

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (_isAbandoned)
        {
            if (response.Status is >= 200 and < 300) HangUp(response);
            return;
        }
        if (!IsHeard)
        {
            IsHeard = true;
            target.Trunk?.ReportCallAnswered();
            call.OnHeard();
        }
        switch (response.Status)
        {
            case 100:
                break;
            case < 200:
                call.OnProgress(this, response);
                break;
            case < 300:
                IsOver = true;
                call.OnAnswer(this, response);
                break;
            case 401 or 407 when target.Trunk is not null:
                Challenged(response);
                break;
            default:
                Refuse(response.Status, response);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure)
    {
        if (_isAbandoned) return;
        if (failure != ClientFailure.RangTooLong) target.Trunk?.ReportCallFailed();
        Refuse(failure == ClientFailure.TransportError ? 503 : 408, null);
    }

    /// <summary>Where the callee was seen, when it is behind NAT.</summary>
    public TransportAddress? BehindNat => target.Connector is { NatTransformation: true } ? target.Flow.Remote : null;

    /// <summary>What the caller needs to reach the callee later, from the callee's response.</summary>
    public DialogToken TokenFor(SipMessage response, Span<byte> routes, Span<byte> callerRoutes)
    {
        if (!ContactUri.TryFind(response, out var contact) || !RouteSet.TryCollect(response, routes, out var length)) return default;
        if (!call.Server.TryCopyRoutes(callerRoutes, out var callerLength)) return default;
        // A phone is where it registered from; a trunk behind NAT is where it was seen.
        var trustSeen = target.Location is not null || target.Connector is { NatTransformation: true };
        var hop = NextHop.Of(target.Flow, routes[..length], response[contact], trustSeen);
        return new DialogToken
        {
            PeerConnector = target.Connector?.Id.Value ?? default,
            OwnConnector = call.Caller.Connector?.Id.Value ?? default,
            PeerCSeqOffset = _cseqOffset,
            Protocol = hop.Transport.Protocol,
            Transport = call.Services.Node.IndexOf(hop.Transport),
            Connection = hop.Connection,
            StartedAt = (uint)call.Services.Time.GetUtcNow().ToUnixTimeSeconds(),
            Hop = hop.Remote,
            Target = response[contact],
            Routes = routes[..length],
            OwnRoutes = callerRoutes[..callerLength],
            From = response[response.From.Uri],
            To = response[response.To.Uri],
        };
    }

    /// <summary>Answers the far side's challenge once; a second one means that it does not accept our credentials.</summary>
    private void Challenged(SipMessage response)
    {
        var trunk = target.Trunk!;
        var challenge = DigestChallenge.Strongest(response);
        if (challenge is not null) trunk.Challenge = challenge;
        if (challenge is null || trunk.Credentials is null || _isChallenged)
        {
            // The caller cannot answer a challenge that is meant for us: to the caller the trunk is in trouble.
            Refuse(503, null);
            return;
        }
        _isChallenged = true;
        _cseqOffset++;
        Send(call.Request(), challenge);
    }

    private void Refuse(int status, SipMessage? response)
    {
        IsOver = true;
        call.OnRefusal(this, status, response);
    }

    private void HangUp(SipMessage response)
    {
        if (!ContactUri.TryFind(response, out var contact)) return;
        LateAnswer.HangUp(call.Server.Shard, response, contact, target.Flow, target.Connector is { NatTransformation: true }, withBye: !_isByeSent);
        _isByeSent = true;
    }

    private bool CallerIsBehindNat(SipMessage request, Slice contact)
    {
        if (call.Caller.Connector is { } connector) return connector.NatTransformation;
        return NextHop.TryLiteral(request[contact], out var address, out _) && !address.HasAddressOf(call.Server.Source.Remote);
    }

    private static ReadOnlySpan<byte> UserOf(ReadOnlySpan<byte> uri) => SipUri.TryParse(uri, out var parsed) ? parsed.User : default;

    /// <summary>Writes "sip:user@host" and returns it; the host is ours towards the peer unless it is given.</summary>
    private static ReadOnlySpan<byte> Uri(ref MessageWriter parts, scoped ReadOnlySpan<byte> user, in Flow flow, scoped ReadOnlySpan<byte> hostPort)
    {
        var start = parts.Length;
        parts.Write("sip:"u8);
        if (!user.IsEmpty)
        {
            parts.Write(user);
            parts.Write((byte)'@');
        }
        if (hostPort.IsEmpty) flow.Transport.WriteHost(ref parts, flow.Remote);
        else parts.Write(hostPort);
        return parts.Since(start);
    }
}
