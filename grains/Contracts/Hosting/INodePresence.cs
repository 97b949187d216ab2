using System.Collections.Immutable;

namespace SystemConnector.Contracts.Hosting;

/// <summary>Tells the cluster what this node can do.</summary>
public interface INodePresence
{
    /// <summary>
    /// The node speaks SIP: from now on it takes calls and may be the home of connectors. Returns when the other nodes can know it;
    /// tries again while the database is away.
    /// </summary>
    /// <param name="link">"address:port" at which the other nodes' SIP reaches it; empty for none.</param>
    /// <param name="sockets">Its SIP sockets in the order of its configuration.</param>
    /// <param name="cancellation">Gives up.</param>
    Task Listening(string link, ImmutableArray<NodeSocket> sockets, CancellationToken cancellation);
}
