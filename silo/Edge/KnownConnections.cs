using System.Collections.Concurrent;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>
/// Stream connections over which a phone proved who it is when it registered; they last as long as the connection, or until the
/// phone unregisters over it.
/// </summary>
internal sealed class KnownConnections
{
    private readonly ConcurrentDictionary<long, (SipTransport Transport, SiteId Site, Number User)> _users = new();

    /// <summary>The phone behind a flow; null for none, and always for a datagram, whose source anybody can write.</summary>
    public (SiteId Site, Number User)? Find(in Flow flow) =>
        flow.Connection != 0 && _users.TryGetValue(flow.Connection, out var known) && known.Transport == flow.Transport ? (known.Site, known.User) : null;

    /// <summary>A phone registered over the flow.</summary>
    public void Add(in Flow flow, SiteId site, Number user)
    {
        if (flow.Connection != 0) _users[flow.Connection] = (flow.Transport, site, user);
    }

    /// <summary>The connection is gone, or its phone unregistered.</summary>
    public void Remove(in Flow flow)
    {
        if (_users.TryGetValue(flow.Connection, out var known) && known.Transport == flow.Transport) _users.TryRemove(KeyValuePair.Create(flow.Connection, known));
    }
}
