namespace SystemConnector.Sip.Media;

/// <summary>What the relay may use.</summary>
/// <param name="PortMin">The first media port.</param>
/// <param name="PortMax">The last media port.</param>
/// <param name="Threads">How many threads carry packets.</param>
public readonly record struct MediaRelayOptions(int PortMin, int PortMax, int Threads);
