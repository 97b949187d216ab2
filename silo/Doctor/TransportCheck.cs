using System.Net.Sockets;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Doctor;

/// <summary>Finds the transport that leads to the far side; over a stream, whether a connection is accepted there, with one of its own.</summary>
/// <param name="limit">How long a connection may take to be accepted, of all addresses together.</param>
internal sealed class TransportCheck(TimeSpan limit) : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Transport;

    /// <inheritdoc/>
    public async Task<Finding> Look(Patient patient, CancellationToken cancellation)
    {
        var ways = patient.Addresses.Select(address => Way(patient, address)).OfType<Flow>().ToList();
        if (ways.Count == 0) return Finding.Failed(TrunkCause.NoTransport(patient.Trunk, patient.Addresses[0].IsIPv6));

        // The address that the trunk uses now comes first, since the calls go there.
        if (patient.Trunk.Target is { } used) ways = [.. ways.OrderByDescending(way => way.Remote == used.Remote)];
        return ways[0].Transport.Protocol == TransportProtocol.Udp ? Datagram(patient, ways[0]) : await Stream(patient, ways, cancellation);
    }

    private static Flow? Way(Patient patient, TransportAddress address)
    {
        var (node, trunk) = (patient.Node, patient.Trunk);
        return node.TransportTo(trunk.Protocol, address, trunk.Configuration.Site, trunk.Peer) is { } transport ? new Flow(transport, address) : null;
    }

    /// <summary>Nothing is sent for it: a datagram socket that connects asks the system for a route.</summary>
    private static Finding Datagram(Patient patient, Flow way)
    {
        patient.Flow = way;
        var remote = way.Remote.ToIPEndPoint();
        using var socket = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(remote);
            return Finding.Passed($"UDP leads from {Patient.Host(way)}:{way.Transport.Local.Port} to {way.Remote}; whether it arrives, only an answer shows.");
        }
        catch (SocketException exception)
        {
            return Finding.Failed($"This node has no way to {way.Remote} ({exception.SocketErrorCode}): check its routes, and the address of this connector.");
        }
    }

    private async Task<Finding> Stream(Patient patient, List<Flow> ways, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limit, patient.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var failures = new List<string>();
        foreach (var way in ways)
        {
            if (await Connect(way, both.Token) is not { } failure)
            {
                patient.Flow = way;
                return Finding.Passed($"{way.Remote} accepts connections{(failures.Count == 0 ? "" : $", but {string.Join(", ", failures)}")}.");
            }
            failures.Add(failure);
            if (both.IsCancellationRequested) break;
        }
        cancellation.ThrowIfCancellationRequested();
        return Finding.Failed($"No connection to {patient.Peer} over {patient.Protocol}: {string.Join(", ", failures)}. Check that it is running, listens on {patient.Protocol} and that port, and that no firewall drops it.");
    }

    /// <summary>Null when it was accepted, else why it was not.</summary>
    private async Task<string?> Connect(Flow way, CancellationToken cancellation)
    {
        var remote = way.Remote.ToIPEndPoint();
        using var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(remote, cancellation);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused ? $"{remote} refuses it" : $"{remote} is not reached ({exception.SocketErrorCode})";
        }
        catch (OperationCanceledException)
        {
            return $"{remote} does not answer within {limit.TotalSeconds} s";
        }
    }
}
