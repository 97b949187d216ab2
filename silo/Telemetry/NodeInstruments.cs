using System.Diagnostics.Metrics;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Registrations;

namespace SystemConnector.Silo.Telemetry;

/// <summary>What operators see of the node itself and of its place in the cluster.</summary>
internal sealed class NodeInstruments(INodeReadiness readiness, IClusterNodes nodes, IFence fence, RoutingTableFeed routing, Locations locations, ClusterLink link)
{
    /// <summary>Adds the instruments.</summary>
    public void Add(Meter meter)
    {
        meter.CreateObservableGauge("systemconnector.node.ready", () => readiness.Now == NodeReadiness.Ready ? 1 : 0, null, "1 while new calls belong to this node");
        meter.CreateObservableGauge(
            "systemconnector.node.readiness", () => OneOf(readiness.Now, "node.readiness"), null, "1 for what new calls find at this node, 0 for all else");
        meter.CreateObservableGauge("systemconnector.node.state", () => OneOf(nodes.Self.State, "node.state"), null, "1 for the state that this node has in the cluster, 0 for all others");
        meter.CreateObservableGauge("systemconnector.node.fenced", () => fence.MayOwn ? 0 : 1, null, "1 while this node does not know whether the others count on it");
        meter.CreateObservableUpDownCounter("systemconnector.node.homes", () => Homes(nodes.Self), "{connector}", "Connectors whose home this node is or should be");
        meter.CreateObservableGauge("systemconnector.cluster.nodes", Nodes, "{node}", "Nodes of the cluster as this one sees them, by state");
        meter.CreateObservableGauge("systemconnector.cluster.connectors", () => routing.Current.Connectors.Count, "{connector}", "Connectors of all sites");
        meter.CreateObservableGauge("systemconnector.cluster.registered", () => locations.Count, "{address}", "Phones and systems that are registered in the cluster");
        meter.CreateObservableUpDownCounter("systemconnector.link.unheard", () => link.Unheard, "{node}", "Living nodes that this one does not hear over the link");
        meter.CreateObservableCounter("systemconnector.link.messages", Messages, "{message}", "Messages between this node and the others");
        meter.CreateObservableCounter(
            "systemconnector.link.dropped", () => link.Counters.Dropped, "{datagram}", "Datagrams at the link that no living node sealed for this one, or that came before");
    }

    private static IEnumerable<Measurement<int>> OneOf<T>(T now, string tag) where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => new Measurement<int>(EqualityComparer<T>.Default.Equals(value, now) ? 1 : 0, new KeyValuePair<string, object?>(tag, Snake.Of(value))));

    private IEnumerable<Measurement<long>> Messages() =>
    [
        new(link.Counters.Received, new KeyValuePair<string, object?>("network.io.direction", "receive")),
        new(link.Counters.Sent, new KeyValuePair<string, object?>("network.io.direction", "transmit")),
    ];

    private int Homes(ClusterNode self) => routing.Current.Connectors.Count(connector => nodes.HomeOf(connector.Id)?.Number == self.Number);

    private IEnumerable<Measurement<int>> Nodes()
    {
        var all = nodes.All;
        return Enum.GetValues<NodeState>().Select(state => new Measurement<int>(
            all.Count(node => node.State == state), new KeyValuePair<string, object?>("node.state", Snake.Of(state))));
    }
}
