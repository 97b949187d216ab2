using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Admission;

/// <summary>
/// Refuses calls of a far side that sends more than its connector may, before anything is built for them: 503 with Retry-After and
/// without a transaction, so that a flood costs the others nothing.
/// </summary>
internal sealed class InboundAdmission(CallJournal journal, TimeProvider time)
{
    /// <summary>Whether the call goes on; when false, it is answered.</summary>
    public bool Admits(in IncomingRequest incoming, in Caller caller)
    {
        if (caller.Connector is not { } connector) return true;
        var load = connector.Trunk.Load;
        // A text takes no channel.
        CallCause? refused = incoming.Message.Method == SipMethod.Invite && load.IsFull(connector.Limits) ? CallCause.ChannelsFull
            : load.TryCallIn(connector.Limits, time.GetElapsedTime(0)) ? null : CallCause.TooManyCalls;
        if (refused is not { } cause) return true;
        Refusal.Send(incoming, cause);
        journal.Failed(new CallFailure(cause, caller.Site.Id, connector, CallCauseText.Status(cause), incoming.Message));
        return false;
    }
}
