namespace SystemConnector.Sip.Transports;

/// <summary>
/// Counts the connections that peers opened against the bounds, all of them and those of one source: an address of IPv4, and a /64 of
/// IPv6, in which one host has as many addresses as it likes.
/// </summary>
internal sealed class SourceCounts(TcpOptions options)
{
    private readonly Dictionary<TransportAddress, Count> _counts = [];
    private readonly Lock _lock = new();
    private int _total;

    /// <summary>Takes one in, as one that only connected so far; false when there are enough.</summary>
    public bool TryAdd(in TransportAddress remote)
    {
        var source = SourceOf(remote);
        lock (_lock)
        {
            if (_total >= options.MaxConnections) return false;
            var count = _counts.GetValueOrDefault(source);
            if (count.Pending >= options.MaxPendingPerSource || count.All >= options.MaxConnectionsPerSource) return false;
            _counts[source] = new Count(count.All + 1, count.Pending + 1);
            _total++;
            return true;
        }
    }

    /// <summary>Its first whole message came: it is no longer one of those that only connect.</summary>
    public void NotPending(in TransportAddress remote) => Subtract(remote, all: 0, pending: 1);

    /// <summary>It is gone.</summary>
    public void Remove(in TransportAddress remote, bool wasPending) => Subtract(remote, all: 1, pending: wasPending ? 1 : 0);

    private static TransportAddress SourceOf(in TransportAddress remote) => remote.Network(remote.IsIPv6 ? 64 : 32);

    private void Subtract(in TransportAddress remote, int all, int pending)
    {
        var source = SourceOf(remote);
        lock (_lock)
        {
            if (!_counts.TryGetValue(source, out var count)) return;
            _total -= all;
            if (count.All > all) _counts[source] = new Count(count.All - all, count.Pending - pending);
            else _counts.Remove(source);
        }
    }

    private readonly record struct Count(int All, int Pending);
}
