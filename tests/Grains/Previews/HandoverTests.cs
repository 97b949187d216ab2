using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Previews;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Tests.Routing;

namespace SystemConnector.Grains.Tests.Previews;

public sealed class HandoverTests
{
    [Fact]
    public void Range_of_a_billion_numbers_costs_what_is_in_it()
    {
        var before = Tables.SiteOf([Tables.Local("5000000000")]);
        var big = Tables.Connector("Big", "1000000000", "9999999999");
        var (handovers, concerned) = Between(before, big);

        Assert.Equal(9_000_000_000, concerned);
        Assert.Equal(["1000000000–4999999999", "5000000001–9999999999"], handovers.Select(static h => h.Numbers.ToString()));
        Assert.Equal(8_999_999_999, handovers.Sum(static h => h.Count));
        Assert.Equal("Reroutes 8,999,999,999 of 9,000,000,000 numbers: 8,999,999,999 from nobody to connector \"Big\".", Sentence(concerned, handovers));
    }

    [Fact]
    public void Sentence_says_who_loses_how_many_to_whom()
    {
        var b = Tables.Connector("B", "100", "199");
        var before = Tables.SiteOf([Tables.Local("110"), Tables.Local("111"), Tables.Local("112", LocalNumberKind.CallFlow), Tables.Local("9", LocalNumberKind.SpeedDial, "120")], [b]);
        var delta = new SiteDelta();
        delta.Numbers[Number.Parse("110")] = null;
        delta.Numbers[Number.Parse("112")] = null;
        delta.Numbers[Number.Parse("120")] = Tables.Local("120");
        delta.Decisions[Number.Parse("111")] = Tables.Decision("111", Precedence.Remote, b);

        var (handovers, concerned) = Handovers.Between(before, SiteRoutes.Apply(before, delta), delta, Tables.Now);

        Assert.Equal(["9", "110", "111", "112", "120"], handovers.Select(static h => h.Numbers.Min.ToString()));
        Assert.Equal(
            "Reroutes 5 of 5 numbers: 2 from connector \"B\" to extensions, 2 from extensions to connector \"B\", 1 from call flows to connector \"B\".",
            Sentence(concerned, handovers));
        var text = new HandoverText(null);
        Assert.Equal("Speed dial 9: Owner of 9, which stands for 120: Extension 120: Owner of 120", text.Of(handovers[0]).After.Text);
        Assert.Equal("It was decided that it goes to \"B\".", text.Of(handovers[2]).After.Why);
        Assert.Equal("No local number and no other connector has it, and \"B\" has 100–199.", text.Of(handovers[1]).After.Why);
    }

    [Fact]
    public void Winner_says_before_whom_it_is_tried_and_what_is_disabled()
    {
        var b = Tables.Connector("B", "100", "199");
        var before = Tables.SiteOf(null, [b]);
        var (handovers, concerned) = Between(before, Tables.Connector("C", "150", "160", priority: 10));
        var after = new HandoverText(null).Of(Assert.Single(handovers)).After;
        Assert.Equal(11, concerned);
        Assert.Equal("\"C\" is tried before \"B\": its priority 10 comes before 100.", after.Why);

        var off = new SiteDelta();
        off.Connectors[b.Id] = null;
        var disabled = Tables.Connector("B", "100", "199", enabled: false);
        off.Connectors[disabled.Id] = disabled;
        var gone = Handovers.Between(before, SiteRoutes.Apply(before, off), off, Tables.Now).Handovers;
        Assert.Equal(WinnerKind.Nobody, gone[0].After.Kind);
        Assert.Equal("\"B\" has it, but is disabled.", new HandoverText(null).Of(gone[0]).After.Why);
    }

    [Fact]
    public void Trunk_that_is_down_keeps_what_is_its_connectors()
    {
        var before = Tables.SiteOf(null, [Tables.Connector("B", "150", "160", usable: false)]);
        Assert.Empty(Between(before, Tables.Connector("C", "150", "160", priority: 200)).Handovers);
    }

    [Fact]
    public void Change_that_moves_nothing_says_so()
    {
        var before = Tables.SiteOf([Tables.Local("150")]);
        var (handovers, concerned) = Between(before, Tables.Connector("B", "150", "150"));
        Assert.Equal("Reroutes none of 1 number.", Sentence(concerned, handovers));
    }

    private static (List<Handover> Handovers, long Concerned) Between(SiteRoutes before, ConnectorRoute added)
    {
        var delta = new SiteDelta();
        delta.Connectors[added.Id] = added;
        return Handovers.Between(before, SiteRoutes.Apply(before, delta), delta, Tables.Now);
    }

    private static string Sentence(long concerned, IEnumerable<Handover> handovers) => HandoverText.Sentence(concerned, HandoverText.Moves(handovers));
}
