using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Cluster;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>Looks at each request once and hands it to whoever deals with its kind.</summary>
internal sealed class RequestDispatcher : ITransactionUser
{
    private static ReadOnlySpan<byte> Allow => "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, UPDATE, PRACK, INFO, REFER, NOTIFY, MESSAGE"u8;

    // Set once the transaction layer, which needs a user, is there.
    private Parts? _parts;

    /// <summary>Who deals with what.</summary>
    internal sealed record Parts(
        CallServices Calls, InDialogRequests InDialog, Registrar Registrar, CallerIdentification Callers, KnownConnections Connections,
        InboundAdmission Admission, EarlyRefusals Early, IFence Fence, Handover Handover, ClusterLink Link, StrayAnswers StrayAnswers);

    /// <summary>Completes the node: from now on requests are taken.</summary>
    public void Use(Parts parts) => _parts = parts;

    /// <inheritdoc/>
    public void OnRequest(in IncomingRequest incoming)
    {
        if (_parts is not { } parts)
        {
            Refusal.Send(incoming, CallCause.NodeStopping);
            return;
        }
        var request = incoming.Message;
        var isInDialog = !request.To.Tag.IsEmpty;

        // A process that stood still reads what is old: others have answered it, and its retransmissions come when we know more.
        // Over a stream nothing comes twice, and nobody else can have had it.
        if (!isInDialog && request.Method is SipMethod.Invite or SipMethod.Message or SipMethod.Register && !parts.Fence.MayTakeCalls)
        {
            if (incoming.Source.Transport.IsReliable) Refusal.Send(incoming, CallCause.NodeStopping);
            return;
        }

        // While the node drains what is new belongs to others; alone it can but ask for patience.
        if (!isInDialog && parts.Handover.IsAsked(request.Method, incoming.Source))
        {
            if (parts.Handover.TryPass(request, incoming.Source)) return;
            parts.Early.Note(request, incoming.Source, CallCause.NodeStopping, 503);
            Refusal.Send(incoming, CallCause.NodeStopping);
            return;
        }
        if (request.MaxForwards == 0 && (isInDialog || request.Method is not (SipMethod.Options or SipMethod.Register)))
        {
            if (!isInDialog) parts.Early.Note(request, incoming.Source, CallCause.TooManyHops, 483);
            Refusal.Send(incoming, CallCause.TooManyHops);
            return;
        }

        // Inside a dialog: what we gave the peer as our Contact comes back as Request-URI.
        if (isInDialog)
        {
            parts.InDialog.Forward(incoming);
            return;
        }

        if (!SipUri.HasSipScheme(request[request.RequestUri]))
        {
            parts.Early.Note(request, incoming.Source, CallCause.MalformedRequest, 416);
            incoming.Respond(416);
            return;
        }
        if (request.Has(HeaderName.ProxyRequire))
        {
            parts.Early.Note(request, incoming.Source, CallCause.UnsupportedExtension, 420);
            RespondUnsupported(incoming);
            return;
        }
        switch (request.Method)
        {
            case SipMethod.Invite:
                if (parts.Callers.TryIdentify(incoming, out var caller) && parts.Admission.Admits(incoming, caller))
                    CallSetup.Begin(parts.Calls, incoming.Accept(), request, caller);
                break;
            case SipMethod.Message:
                if (parts.Callers.TryIdentify(incoming, out var sender) && parts.Admission.Admits(incoming, sender))
                    MessageDelivery.Begin(parts.Calls, incoming.Accept(), request, sender);
                break;
            case SipMethod.Register:
                parts.Registrar.Register(incoming);
                break;
            case SipMethod.Options:
                RespondWithAllow(incoming, 200);
                break;
            case SipMethod.Other:
                RespondWithAllow(incoming, 501);
                break;
            case SipMethod.Bye or SipMethod.Update or SipMethod.Prack or SipMethod.Info or SipMethod.Notify:
                incoming.Respond(481);
                break;
            case SipMethod.Refer:
                // Whoever is asked to call by a stranger, or to end a call that the asker is not in, must not be (RFC 3515 §4.1).
                incoming.Respond(403, "REFER Only Within A Call"u8);
                break;
            default:
                RespondWithAllow(incoming, 405);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
        if (ack.To.Tag.IsEmpty || _parts is not { } parts || parts.InDialog.TryForwardAck(shard, ack, flow)) return;
        // That of a refusal, which belongs to an INVITE that another node has.
        parts.Handover.TryPass(ack, flow);
    }

    /// <inheritdoc/>
    public void OnCancel(ServerTransaction invite, SipMessage cancel) => (invite.State as IPendingInvite)?.Cancel(cancel);

    /// <inheritdoc/>
    public void OnMalformed(SipMessage message, MessageFault fault, in Flow flow)
    {
        if (!message.IsRequest || !message.CanBeAnswered) return;
        var cause = fault == MessageFault.MessageTooLarge ? CallCause.MessageTooLarge : CallCause.MalformedRequest;
        _parts?.Early.Note(message, flow, cause, MessageFaults.Status(fault), MessageFaults.ReasonPhrase(fault));
    }

    /// <inheritdoc/>
    public void OnConnectionClosed(in Flow flow)
    {
        if (_parts is not { } parts) return;
        parts.Connections.Remove(flow);
        parts.Calls.Trunks.ConnectionClosed(flow);
    }

    /// <inheritdoc/>
    public bool OnStrayCancel(SipMessage cancel, in Flow flow) => _parts?.Handover.TryPass(cancel, flow) == true;

    /// <inheritdoc/>
    public void OnStrayAnswer(TransactionShard shard, SipMessage answer, in Flow flow) => _parts?.StrayAnswers.Acknowledge(shard, answer, flow);

    /// <inheritdoc/>
    public void OnForeignResponse(ushort node, SipMessage response, in Flow flow)
    {
        if (_parts is not { } parts || parts.Link.TryDeliver(node, response, flow) || response is not { Method: SipMethod.Invite, Status: >= 200 and < 300 }) return;
        var shard = parts.Calls.Node.Transactions.ShardOf(response[response.CallId]);
        lock (shard.Lock) parts.StrayAnswers.Acknowledge(shard, response, flow);
    }

    /// <inheritdoc/>
    public void OnForeignSendFailed(SendTicket ticket) => _parts?.Link.ReportFailure(ticket);

    private static void RespondWithAllow(in IncomingRequest incoming, int status)
    {
        var writer = incoming.Shard.Writer();
        incoming.BeginResponse(ref writer, status);
        writer.Field("Allow"u8, Allow);
        writer.Field("Accept"u8, "application/sdp"u8);
        writer.End(default);
        incoming.Send(writer.Written);
    }

    /// <summary>RFC 3261 §8.2.2.3 and §16.3: what must be understood and is not, by name.</summary>
    private static void RespondUnsupported(in IncomingRequest incoming)
    {
        var writer = incoming.Shard.Writer();
        incoming.BeginResponse(ref writer, 420);
        foreach (ref readonly var field in incoming.Message.Fields)
            if (field.Name == HeaderName.ProxyRequire) writer.Field("Unsupported"u8, incoming.Message[field.Value]);
        writer.End(default);
        incoming.Send(writer.Written);
    }
}
