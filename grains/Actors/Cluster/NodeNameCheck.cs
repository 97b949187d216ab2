using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Membership;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Tells a node that starts again from a second one of the same name. The former life of a node that was killed stands in the tables as
/// alive, so it is looked at: whoever refuses connections, or says nothing for a while, is dead.
/// </summary>
internal sealed class NodeNameCheck(
    IOptions<StorageOptions> storage, NodeIdentity identity, IServiceProvider services, TimeProvider time)
{
    /// <summary>Three times as long as a living node is silent at most.</summary>
    private static readonly TimeSpan _watched = 3 * MembershipOptions.AliveInterval;

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500), _connectBound = TimeSpan.FromSeconds(1);

    /// <exception cref="NodeNameTakenException">The node of that name lives.</exception>
    public async Task Check(string name, string silo, CancellationToken cancellation)
    {
        // A file has one node, and the addresses at which its silo was do not matter.
        if (storage.Value.Provider != StorageProvider.PostgreSql) return;
        var former = SiloAddress.FromParsableString(silo);
        // Where it was, this node will be.
        if (former.Endpoint.Equals(identity.Silo.Endpoint)) return;

        var members = services.GetRequiredService<MembershipReader>();
        if (await members.Find(former.Endpoint, former.Generation, cancellation) is not { } first || IsOver(first)) return;
        if (await Refuses(former, cancellation)) return;
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < _watched)
        {
            await Task.Delay(_interval, time, cancellation);
            if (await members.Find(former.Endpoint, former.Generation, cancellation) is not { } now || IsOver(now)) return;
            if (now.AliveAt != first.AliveAt) throw new NodeNameTakenException(name, silo);
        }
    }

    private static bool IsOver(MembershipRow row) => row.Status is not (SiloStatus.Created or SiloStatus.Joining or SiloStatus.Active);

    private async Task<bool> Refuses(SiloAddress silo, CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(_connectBound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        using var probe = new Socket(silo.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(silo.Endpoint, either.Token);
            return false;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>Another node of this name is alive; this one must not start.</summary>
public sealed class NodeNameTakenException(string name, string silo)
    : Exception($"The name \"{name}\" belongs to the node at {silo}, which is alive. Give each node a name of its own: Cluster:NodeName.");
