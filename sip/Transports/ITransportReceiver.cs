using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>Takes what the transports receive. Called on the transports' threads; what it is given is valid for the call only.</summary>
public interface ITransportReceiver
{
    /// <summary>A message came, or what looked like one.</summary>
    void Received(SipMessage message, MessageFault fault, in Flow flow);

    /// <summary>A message that was accepted for sending could not be sent.</summary>
    void SendFailed(SendTicket ticket);

    /// <summary>A connection is gone: whoever is reached over it must be reached otherwise.</summary>
    void ConnectionClosed(in Flow flow);
}
