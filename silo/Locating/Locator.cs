using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Silo.Locating;

/// <summary>
/// Finds the addresses of SIP servers. A name of the hosts file has the addresses that stand there. One without a dot, or under
/// "local", is the system's to resolve, which knows search domains and multicast DNS. For all others the DNS is asked
/// (<see cref="LocateProcedure"/>). A literal address is its own answer and touches none of them.
/// </summary>
internal sealed class Locator(IDns dns, HostsFile hosts, Func<string, CancellationToken, Task<IPAddress[]>> system, Func<double> random, TimeProvider time)
{
    /// <summary>How long a search may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <summary>The most searches at a time; each has a few sockets.</summary>
    public const int MostSearches = 512;

    // Neither the hosts file nor the system says how long it stays true.
    private static readonly TimeSpan LocalLifetime = TimeSpan.FromSeconds(60);

    private readonly OpenSearches _open = new(MostSearches);

    /// <summary>The addresses of a host that is one itself; null for a name.</summary>
    public static Located.Found? Literal(in LocateQuery query) =>
        IPAddress.TryParse(query.Host, out var address) ? Found([address], query, TimeSpan.MaxValue) : null;

    /// <summary>Searches; ends within <see cref="Limit"/>, and never throws.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="previous">What was found the last time: names whose DNS fails now keep their addresses.</param>
    public async Task<Located> Find(LocateQuery query, Located.Found? previous = null)
    {
        if (Literal(query) is { } literal) return literal;
        var known = Reached(hosts.Find(query.Host), query);
        if (!known.IsEmpty) return Found(known, query, LocalLifetime);

        using var limit = new CancellationTokenSource(Limit, time);
        var place = _open.Add(limit);
        try
        {
            return IsLocal(query.Host) ? await AskSystem(query, limit.Token) : await new LocateProcedure(query, dns, random, previous, limit.Token).Run();
        }
        finally
        {
            _open.Remove(place);
        }
    }

    private static bool IsLocal(string host)
    {
        var name = host.AsSpan().TrimEnd('.');
        return !name.Contains('.') || name.EndsWith(".local", StringComparison.OrdinalIgnoreCase);
    }

    private async Task<Located> AskSystem(LocateQuery query, CancellationToken cancellation)
    {
        try
        {
            var addresses = Reached([.. await system(query.Host, cancellation).WaitAsync(cancellation)], query);
            return addresses.IsEmpty ? new Located.NotFound(LocateFault.NoAddress, query.Host) : Found(addresses, query, LocalLifetime);
        }
        catch (SocketException exception)
        {
            return new Located.NotFound(exception.SocketErrorCode switch
            {
                SocketError.HostNotFound => LocateFault.NoSuchName,
                SocketError.NoData => LocateFault.NoAddress,
                _ => LocateFault.ServerFailure,
            }, query.Host);
        }
        catch (OperationCanceledException)
        {
            return new Located.NotFound(LocateFault.Silent, query.Host);
        }
#pragma warning disable CA1031 // A name that the system's resolver chokes on must not end the asking.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new Located.NotFound(LocateFault.ServerFailure, query.Host);
        }
    }

    /// <summary>Those that this node reaches, IPv4 first; all of them where it has no such transport at all.</summary>
    private static ImmutableArray<IPAddress> Reached(ImmutableArray<IPAddress> addresses, LocateQuery query)
    {
        if (!query.IPv4 && !query.IPv6) return addresses;
        return [.. addresses
            .Where(address => address.AddressFamily == AddressFamily.InterNetworkV6 ? query.IPv6 : query.IPv4)
            .OrderBy(static address => address.AddressFamily == AddressFamily.InterNetworkV6)
            .Take(LocateProcedure.MostAddresses)];
    }

    private static Located.Found Found(ImmutableArray<IPAddress> addresses, LocateQuery query, TimeSpan lifetime) =>
        new([.. addresses.Select(address => new LocatedTarget(address, query.PortOrDefault, 0, query.Host))], lifetime);
}
