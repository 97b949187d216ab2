using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>The source index in force. Changes of trunks that come close together are taken into it at once.</summary>
internal sealed class KnownSources
{
    private readonly TrunkClient _trunks;
    private volatile SourceIndex _index = SourceIndex.Empty;
    private int _isStale;

    public KnownSources(TrunkClient trunks)
    {
        _trunks = trunks;
        trunks.Changed += Invalidate;
        Invalidate();
    }

    /// <summary>The connectors whose calls come from that address.</summary>
    public ImmutableArray<ConnectorId> Find(in TransportAddress source)
    {
        // The first call after a change builds the index; a call that comes at the same moment still sees the old one.
        if (Volatile.Read(ref _isStale) == 1 && Interlocked.Exchange(ref _isStale, 0) == 1) _index = SourceIndex.Build(_trunks.Trunks);
        return _index.Find(source);
    }

    private void Invalidate() => Volatile.Write(ref _isStale, 1);
}
