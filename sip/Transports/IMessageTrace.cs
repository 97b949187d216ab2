namespace SystemConnector.Sip.Transports;

/// <summary>Sees every message as it is on the wire; for ladders and diagnosis. Called on the path of the message: it must be quick.</summary>
public interface IMessageTrace
{
    /// <summary>A message arrived.</summary>
    void Received(ReadOnlySpan<byte> message, in Flow flow);

    /// <summary>A message is sent.</summary>
    void Sent(ReadOnlySpan<byte> message, in Flow flow);
}
