using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Calls;

/// <summary>What a server transaction keeps for an INVITE without a final response.</summary>
internal interface IPendingInvite
{
    /// <summary>The client cancels it.</summary>
    void Cancel(SipMessage cancel);
}
