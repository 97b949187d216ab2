using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>What a server transaction keeps for an INVITE without a final response.</summary>
internal interface IPendingInvite : IServerTransactionUser
{
    /// <summary>The client cancels it.</summary>
    void Cancel(SipMessage cancel);
}
