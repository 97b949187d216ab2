using SystemConnector.Grains.Cluster;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A fence that is open until a test says otherwise.</summary>
internal sealed class OpenFence : IFence
{
    private volatile bool _isClosed;

    public bool IsClosed
    {
        get => _isClosed;
        set => _isClosed = value;
    }

    public bool MayOwn => !_isClosed;

    public bool MayTakeCalls => true;
}
