using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;

namespace SystemConnector.Grains.Tests.Cluster;

public sealed class HomeReasonTests
{
    [Fact]
    public void Home_of_the_highest_weight_says_so() =>
        Assert.Equal("This node has the highest rendezvous weight for it.", HomeReason.Of(Node(1), Node(1), Node(1)));

    [Theory]
    [InlineData(NodeState.Active, "Moved because the preferred node node-2 is full: no node has much more than its even share.")]
    [InlineData(NodeState.Draining, "The preferred node node-2 is draining.")]
    [InlineData(NodeState.Joining, "The preferred node node-2 does not speak SIP yet.")]
    [InlineData(NodeState.Gone, "The preferred node node-2 is gone.")]
    public void Other_home_says_what_is_with_the_preferred_one(NodeState preferred, string reason) =>
        Assert.Equal(reason, HomeReason.Of(Node(1), Node(2, preferred), Node(1)));

    [Fact]
    public void Home_that_is_about_to_change_says_to_which() =>
        Assert.Equal("This node has the highest rendezvous weight for it. It is about to move to node node-3.", HomeReason.Of(Node(1, NodeState.Draining), Node(1, NodeState.Draining), Node(3)));

    [Fact]
    public void Preferred_node_is_the_home_where_there_is_room_for_all()
    {
        ushort[] nodes = [1, 2, 3];
        for (var i = 0; i < 100; i++)
        {
            var connector = ConnectorId.New();
            Assert.Equal(Homes.Of(nodes, nodes, [connector]).Find(connector), Homes.Preferred(connector, nodes));
        }
    }

    [Fact]
    public void Nobody_is_preferred_where_there_is_nobody() => Assert.Null(Homes.Preferred(ConnectorId.New(), []));

    private static ClusterNode Node(ushort number, NodeState state = NodeState.Active) => new(number, $"node-{number}", "", "", [], state, "", default);
}
