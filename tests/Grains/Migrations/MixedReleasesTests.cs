using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Migrations;

public sealed class MixedReleasesTests
{
    [Fact]
    public async Task Migration_is_not_applied_while_a_node_of_another_release_lives()
    {
        Beside? nodes = null;
        await using var node = await TestNode.Start(configure: builder => builder.Services.AddSingleton<IClusterNodes>(
            provider => nodes = new Beside(provider.GetRequiredService<ClusterNodes>())));
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Ann")]);
        var connector = await node.NewConnector(site, "B", "100", "199");
        var kit = node.Grains.GetGrain<IMigrationsGrain>(site.Value);
        var id = MigrationId.New();
        Assert.Empty((await kit.Create(id, new MigrationSpec("To B", connector.Id, [new MigrationEntry(Precedence.Remote, ["150"])]))).Faults);

        nodes!.Other = nodes.Self with { Number = 2, Name = "node-2", Version = "0.9" };
        var refused = await kit.Apply(id, new MigrationApplication());
        Assert.Equal((FaultCode.Contradiction, ""), (refused.Faults.Single().Code, refused.Faults.Single().Field));
        Assert.StartsWith("Node \"node-2\" runs release 0.9 and this one ", refused.Faults[0].Message, StringComparison.Ordinal);
        Assert.Equal(RouteOutcome.Local, (await node.Site(site).ExplainRoute("150", null)).Outcome);

        nodes.Other = nodes.Other with { State = NodeState.Gone };
        Assert.Empty((await kit.Apply(id, new MigrationApplication())).Faults);
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("150", null)).Outcome);
        // What is applied already, and what is taken back, concerns nobody else's understanding.
        nodes.Other = nodes.Other with { State = NodeState.Active };
        Assert.True((await kit.Apply(id, new MigrationApplication())).Value!.Already);
        Assert.Empty((await kit.Undo(id, null)).Faults);
    }

    /// <summary>The nodes as they are, and another one.</summary>
    private sealed class Beside(ClusterNodes nodes) : IClusterNodes
    {
        public event Action? Changed
        {
            add => nodes.Changed += value;
            remove => nodes.Changed -= value;
        }

        public ClusterNode? Other { get; set; }

        public ClusterNode Self => nodes.Self;

        public ImmutableArray<ClusterNode> All => Other is { } other ? nodes.All.Add(other) : nodes.All;

        public ClusterNode? Find(ushort number) => nodes.Find(number);

        public ClusterNode? Find(string name) => nodes.Find(name);

        public ClusterNode? HomeOf(ConnectorId connector) => nodes.HomeOf(connector);
    }
}
