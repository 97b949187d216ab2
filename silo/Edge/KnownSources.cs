using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>The source index in force. Changes of trunks that come close together are taken into it at once.</summary>
internal sealed class KnownSources
{
    private readonly Lock _building = new();
    private readonly TrunkClient _trunks;
    private volatile SourceIndex _index = SourceIndex.Empty;

    public KnownSources(TrunkClient trunks)
    {
        _trunks = trunks;
        trunks.Changed += Rebuild;
        Rebuild();
    }

    /// <summary>The connectors whose calls come from that address.</summary>
    public ImmutableArray<ConnectorId> Find(in TransportAddress source) => _index.Find(source);

    /// <summary>True for an address of the far side of a connector that is challenged with MD5 alone.</summary>
    public bool IsMd5Only(in TransportAddress source) => _index.IsMd5Only(source);

    /// <summary>On the thread that tells of the change, never on that of a call.</summary>
    private void Rebuild()
    {
        lock (_building) _index = SourceIndex.Build(_trunks.Trunks);
    }
}
