using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// The transaction user of all server transactions (RFC 3261 §5). Every call is made under the lock of the shard that the
/// request's Call-ID belongs to: it must not block, and what it needs for longer it copies.
/// </summary>
public interface ITransactionUser
{
    /// <summary>A new request, neither ACK nor CANCEL. It is answered at once, or accepted and answered now or later.</summary>
    void OnRequest(in IncomingRequest request);

    /// <summary>An ACK that belongs to no failed INVITE: the one for a 2xx. There is no answer to it.</summary>
    void OnAck(TransactionShard shard, SipMessage ack, in Flow flow);

    /// <summary>The client cancels an INVITE that has no final response yet; the CANCEL itself is answered already.</summary>
    void OnCancel(ServerTransaction invite, SipMessage cancel);

    /// <summary>A request with a fault that was answered for it, or was dropped when it could not be; only to be counted.</summary>
    void OnMalformed(SipMessage message, MessageFault fault, in Flow flow);

    /// <summary>A connection is gone.</summary>
    void OnConnectionClosed(in Flow flow);

    /// <summary>A CANCEL came whose INVITE is not here. True when it was passed on to where the INVITE is; false to have it answered 481.</summary>
    bool OnStrayCancel(SipMessage cancel, in Flow flow) => false;

    /// <summary>A 2xx came to an INVITE of this node's that has no transaction any more, such as one of its former life.</summary>
    void OnStrayAnswer(TransactionShard shard, SipMessage answer, in Flow flow)
    {
    }

    /// <summary>A response came to a request that another node sent. Called under no lock.</summary>
    void OnForeignResponse(ushort node, SipMessage response, in Flow flow)
    {
    }

    /// <summary>What was sent for another node could not be sent. Called under no lock.</summary>
    void OnForeignSendFailed(SendTicket ticket)
    {
    }
}

/// <summary>What a transaction user may keep as <see cref="ServerTransaction.State"/> of an INVITE. Called under the lock of the transaction's shard.</summary>
public interface IServerTransactionUser
{
    /// <summary>The INVITE had no final response for longer than any call rings, and gets a 500 now: what still waits for one is to be given up.</summary>
    void OnExpired();
}

/// <summary>The user of a client transaction. Called under the lock of the transaction's shard.</summary>
public interface IClientTransactionUser
{
    /// <summary>A response: provisional ones, the final one, and each further 2xx to an INVITE (RFC 6026 §7.2).</summary>
    void OnResponse(ClientTransaction transaction, SipMessage response);

    /// <summary>
    /// There will be no final response: nobody answered, or it could not be sent. Told once. An INVITE that rang longer than timer C
    /// was cancelled, and its final response is still passed when it comes within 64·T1: a 2xx must be acknowledged and hung up.
    /// </summary>
    void OnFailure(ClientTransaction transaction, ClientFailure failure);

    /// <summary>
    /// Asked before a request other than INVITE is sent again. False leaves this one out, not those after it: whoever may not speak now
    /// may do so before the transaction is over.
    /// </summary>
    bool MayRetransmit => true;
}

/// <summary>Why a client transaction ended without a final response.</summary>
public enum ClientFailure
{
    /// <summary>Nothing came within 64·T1 (RFC 3261 timers B and F).</summary>
    Timeout,

    /// <summary>It rang longer than timer C (RFC 3261 §16.8).</summary>
    RangTooLong,

    /// <summary>It could not be sent.</summary>
    TransportError,
}
