using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.CallRecords;

/// <summary>Stands where requests come to; none does.</summary>
internal sealed class StrayCalls : ITransactionUser
{
    public void OnRequest(in IncomingRequest incoming)
    {
    }

    public void OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
    }

    public void OnCancel(ServerTransaction invite, SipMessage cancel)
    {
    }

    public void OnMalformed(SipMessage message, MessageFault fault, in Flow flow)
    {
    }

    public void OnConnectionClosed(in Flow flow)
    {
    }
}
