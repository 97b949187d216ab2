using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>Looks at each request once and hands it to whoever deals with its kind.</summary>
internal sealed class RequestDispatcher : ITransactionUser
{
    private static ReadOnlySpan<byte> Allow => "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, UPDATE, PRACK, INFO, REFER, NOTIFY"u8;

    // Set once the transaction layer, which needs a user, is there.
    private Parts? _parts;

    /// <summary>Who deals with what.</summary>
    internal sealed record Parts(
        CallServices Calls, InDialogRequests InDialog, Registrar Registrar, CallerIdentification Callers, KnownConnections Connections);

    /// <summary>Completes the node: from now on requests are taken.</summary>
    public void Use(Parts parts) => _parts = parts;

    /// <inheritdoc/>
    public void OnRequest(ServerTransaction transaction, SipMessage request)
    {
        if (_parts is not { } parts)
        {
            transaction.Respond(503);
            return;
        }

        // Inside a dialog: what we gave the peer as our Contact comes back as Request-URI.
        var isInDialog = transaction.HasToTag || SealedContact.IsIn(request[request.RequestUri]);
        if (request.MaxForwards == 0 && request.Method is not (SipMethod.Options or SipMethod.Register))
        {
            transaction.Respond(483);
            return;
        }
        if (isInDialog)
        {
            parts.InDialog.Forward(transaction, request);
            return;
        }

        if (!SipUri.HasSipScheme(request[request.RequestUri]))
        {
            transaction.Respond(416);
            return;
        }
        if (request.Has(HeaderName.ProxyRequire))
        {
            RespondUnsupported(transaction, request);
            return;
        }
        switch (request.Method)
        {
            case SipMethod.Invite:
                if (parts.Callers.TryIdentify(transaction, request, out var caller)) CallSetup.Begin(parts.Calls, transaction, request, caller);
                break;
            case SipMethod.Register:
                parts.Registrar.Register(transaction, request);
                break;
            case SipMethod.Options:
                RespondWithAllow(transaction, 200);
                break;
            case SipMethod.Other:
                RespondWithAllow(transaction, 501);
                break;
            case SipMethod.Bye or SipMethod.Update or SipMethod.Prack or SipMethod.Info:
                transaction.Respond(481);
                break;
            default:
                RespondWithAllow(transaction, 405);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
        if (SealedContact.IsIn(ack[ack.RequestUri])) _parts?.InDialog.ForwardAck(shard, ack);
    }

    /// <inheritdoc/>
    public void OnCancel(ServerTransaction invite, SipMessage cancel) => (invite.State as IPendingInvite)?.Cancel(cancel);

    /// <inheritdoc/>
    public void OnMalformed(SipMessage message, MessageFault fault, in Flow flow)
    {
    }

    /// <inheritdoc/>
    public void OnConnectionClosed(in Flow flow) => _parts?.Connections.Remove(flow);

    private static void RespondWithAllow(ServerTransaction transaction, int status)
    {
        var writer = transaction.Shard.Writer();
        Span<byte> tag = stackalloc byte[ServerTransaction.LocalTagLength];
        transaction.WriteLocalTag(tag);
        transaction.BeginResponse(ref writer, status, default, tag);
        writer.Field("Allow"u8, Allow);
        writer.Field("Accept"u8, "application/sdp"u8);
        writer.End(default);
        transaction.Send(status, writer.Written);
    }

    /// <summary>RFC 3261 §8.2.2.3 and §16.3: what must be understood and is not, by name.</summary>
    private static void RespondUnsupported(ServerTransaction transaction, SipMessage request)
    {
        var writer = transaction.Shard.Writer();
        Span<byte> tag = stackalloc byte[ServerTransaction.LocalTagLength];
        transaction.WriteLocalTag(tag);
        transaction.BeginResponse(ref writer, 420, default, tag);
        foreach (ref readonly var field in request.Fields)
            if (field.Name == HeaderName.ProxyRequire) writer.Field("Unsupported"u8, request[field.Value]);
        writer.End(default);
        transaction.Send(420, writer.Written);
    }
}
