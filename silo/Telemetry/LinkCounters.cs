namespace SystemConnector.Silo.Telemetry;

/// <summary>Counts what goes over the link between nodes. Any thread sends; one receives.</summary>
internal sealed class LinkCounters
{
    private long _sent, _received, _dropped;

    /// <summary>Messages to other nodes.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Messages of other nodes.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Datagrams that no living node of the cluster sealed for this one, or that came before.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>A message is sent.</summary>
    public void CountSent() => Interlocked.Increment(ref _sent);

    /// <summary>A message is taken.</summary>
    public void CountReceived() => Volatile.Write(ref _received, _received + 1);

    /// <summary>A datagram is dropped.</summary>
    public void CountDropped() => Volatile.Write(ref _dropped, _dropped + 1);
}
