using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>This node's transports and its transaction layer.</summary>
internal sealed class SipNode(TransactionLayer transactions, IReadOnlyList<SipTransport> transports) : IAsyncDisposable
{
    /// <summary>The transaction layer.</summary>
    public TransactionLayer Transactions => transactions;

    /// <summary>The transports in the order in which they were configured.</summary>
    public IReadOnlyList<SipTransport> Transports => transports;

    /// <summary>The first transport of that protocol which reaches the address; null when none does.</summary>
    public SipTransport? TransportTo(TransportProtocol protocol, in TransportAddress remote)
    {
        foreach (var transport in transports)
            if (transport.Protocol == protocol && transport.Reaches(remote)) return transport;
        return null;
    }

    /// <summary>Begins to receive.</summary>
    public void Start()
    {
        foreach (var transport in transports) transport.Start(transactions);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var transport in transports) await transport.DisposeAsync();
        transactions.Dispose();
    }
}
