using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Previews;

/// <summary>Previews on a node with a database: what they say is what the change then does, and they save nothing.</summary>
public sealed class RoutePreviewTests
{
    [Fact]
    public async Task New_connector_is_previewed_with_its_conflicts_and_saves_nothing()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([new("150", LocalNumberKind.Extension, "Rani Oliver"), new("15", LocalNumberKind.CallFlow, "Menu", Target: "sip:menu@192.0.2.9")]);
        await node.NewConnector(site, "C", "190", "220");
        var version = node.Feed.Current.Version;

        var outcome = await Preview(node, new RouteDraft.NewConnector(site, Specs.Password()));

        var preview = outcome.Value!;
        Assert.Equal("Reroutes 39 of 51 numbers: 39 from nobody to connector \"B\".", preview.Summary);
        Assert.Equal(["151–189"], preview.Handovers(10, null).Items.Select(static h => h.Numbers.ToString()));
        Assert.Equal([WarningCode.LocalOverlap, WarningCode.ConnectorOverlap, WarningCode.PrefixShadow], outcome.Warnings.Select(static w => w.Code).Where(static c => c != WarningCode.RegisterStringLength));
        Assert.Equal("Extension 150: Rani Oliver", preview.Appearing(10, null).Items.First(static c => c.Conflict.Kind == ConflictKind.Extension).Conflict.Text);
        Assert.Equal(version, node.Feed.Current.Version);
        Assert.Single(node.Feed.Current.Connectors);

        // 190–200 are no part of it: of ranges with the same priority the narrower one is tried first, and C's is.
        var created = await node.Connector(ConnectorId.New()).Create(site, Specs.Password());
        var range = node.Range(created.Value!.Ranges[0].Id);
        var both = (await range.GetConflicts(100, null)).Conflicts.Select(static c => c.Text).Append("Connector \"B\" has 190–200 as well").Order();
        Assert.Equal(both, preview.Appearing(100, null).Items.Select(static c => c.Conflict.Text).Order());
        Assert.Empty(preview.Vanishing(10, null).Items);

        // What appears when it comes vanishes when it goes.
        var gone = (await Preview(node, new RouteDraft.DeletedConnector(created.Value.Id))).Value!;
        Assert.Equal("Reroutes 39 of 51 numbers: 39 from connector \"B\" to nobody.", gone.Summary);
        Assert.Equal(preview.Appearing(100, null).TotalCount, gone.Vanishing(100, null).TotalCount);
        Assert.Equal(gone.Summary, (await Preview(node, new RouteDraft.SwitchedConnector(created.Value.Id, false))).Value!.Summary);
    }

    [Fact]
    public async Task Faults_are_those_of_the_change_all_at_once()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        var faulty = Specs.Password() with { Password = "", Ranges = [new ExtensionRangeSpec("9", "1")], Priority = -1 };
        var real = await node.Connector(ConnectorId.New()).Create(site, faulty);
        var preview = await Preview(node, new RouteDraft.NewConnector(site, faulty));
        Assert.True(preview.Faults.Length > 3);
        Assert.Equal(real.Faults, preview.Faults);

        Assert.Equal(FaultCode.StaleVersion, Assert.Single((await Preview(node, new RouteDraft.ChangedConnector(connector.Id, Specs.Ip(), 99))).Faults).Code);
        Assert.Equal(FaultCode.NotFound, Assert.Single((await Preview(node, new RouteDraft.DeletedConnector(ConnectorId.New()))).Faults).Code);
        var numbers = await Preview(node, new RouteDraft.Numbers(
            site, [new("x", LocalNumberKind.Extension, "")], ["115"], [new(RangeId.New(), "1", Precedence.Local), new(connector.Ranges[0].Id, "999", null)]));
        Assert.Equal(["put[0].number", "delete[0]", "decide[0].extensionRangeId", "decide[1].number"], numbers.Faults.Select(static f => f.Field));
    }

    [Fact]
    public async Task Update_keeps_the_password_and_drops_decisions_that_fall_out_of_the_range()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([new("150", LocalNumberKind.Extension, "Rani Oliver")]);
        var connector = await node.NewConnector(site, "B", "150", "200", static _ => Specs.Password());
        Assert.Empty((await node.Range(connector.Ranges[0].Id).Decide("150", Precedence.Remote)).Faults);

        var preview = (await Preview(node, new RouteDraft.ChangedConnector(connector.Id, Specs.Password("B", "160", "210") with { Password = null }, connector.Version))).Value!;

        Assert.Equal(["150", "151–159", "201–210"], preview.Handovers(10, null).Items.Select(static h => h.Numbers.Min == h.Numbers.Max ? $"{h.Numbers.Min}" : $"{h.Numbers}"));
        Assert.Equal("Extension 150: Rani Oliver", preview.Handovers(1, null).Items[0].After.Text);
        Assert.Equal("It was decided that it goes to \"B\".", preview.Handovers(1, null).Items[0].Before.Why);
        Assert.True(preview.Handovers(1, null).HasMore);
        Assert.Equal("151", preview.Handovers(1, Contracts.Numbers.Number.Parse("150")).Items[0].Numbers.Min.ToString());
        Assert.Equal("Extension 150: Rani Oliver", Assert.Single(preview.Vanishing(10, null).Items).Conflict.Text);
    }

    [Fact]
    public async Task Decision_over_a_number_that_is_put_in_the_same_draft_is_previewed_and_explained()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        var draft = new RouteDraft.Numbers(site, [new("155", LocalNumberKind.Extension, "Rani Oliver")], [], [new(connector.Ranges[0].Id, "155", Precedence.Remote)]);
        var preview = (await Preview(node, draft)).Value!;
        Assert.Equal("Reroutes none of 1 number.", preview.Summary);
        Assert.Equal(Precedence.Remote, Assert.Single(preview.Appearing(10, null).Items).Conflict.Winner);

        var explained = await node.Service<IRouteExplainer>().Explain(new RouteQuestion("155", site, Draft: draft), TestContext.Current.CancellationToken);
        Assert.Equal("It was decided that 155 goes to connector \"B\", and to no other.", explained!.Steps[0].Text);
        Assert.Equal(RouteOutcome.DraftRefused, (await node.Service<IRouteExplainer>().Explain(new RouteQuestion("155", site, Draft: draft with { Put = [] }), TestContext.Current.CancellationToken))!.Outcome);
    }

    private static Task<Outcome<IRoutePreview>> Preview(TestNode node, RouteDraft draft) =>
        node.Service<IRoutePreviews>().Preview(draft, null, TestContext.Current.CancellationToken);
}
