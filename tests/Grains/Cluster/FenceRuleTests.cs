using SystemConnector.Grains.Cluster;

namespace SystemConnector.Grains.Tests.Cluster;

public sealed class FenceRuleTests
{
    [Theory]
    // What the database says decides, whatever the others say.
    [InlineData("Alive", true, 2, 0, "Confirmed")]
    [InlineData("Alive", false, 0, 0, "Confirmed")]
    [InlineData("Dead", true, 2, 2, "Dead")]
    [InlineData("Dead", false, 0, 0, "Dead")]
    [InlineData("Unknown", false, 2, 2, "Unconfirmed")]
    [InlineData("Unknown", true, 2, 2, "Dead")]
    // It is silent: more than half of the nodes, this one counted; a node that never was a member has no say.
    [InlineData("Silent", true, 0, 0, "Confirmed")]
    [InlineData("Silent", false, 0, 0, "Unconfirmed")]
    [InlineData("Silent", false, 2, 2, "Unconfirmed")]
    [InlineData("Silent", true, 1, 0, "Unconfirmed")]
    [InlineData("Silent", true, 1, 1, "Confirmed")]
    [InlineData("Silent", true, 2, 0, "Unconfirmed")]
    [InlineData("Silent", true, 2, 1, "Confirmed")]
    [InlineData("Silent", true, 3, 1, "Unconfirmed")]
    [InlineData("Silent", true, 3, 2, "Confirmed")]
    [InlineData("Silent", true, 4, 1, "Unconfirmed")]
    [InlineData("Silent", true, 4, 2, "Confirmed")]
    public void Findings_have_one_verdict(string database, bool wasMember, int others, int heard, string verdict) =>
        Assert.Equal(verdict, FenceRule.Of(Enum.Parse<OwnMembership>(database), wasMember, others, heard).ToString());

    [Fact]
    public void Of_the_parts_of_a_cluster_without_database_at_most_one_goes_on()
    {
        for (var nodes = 2; nodes <= 9; nodes++)
        {
            for (var part = 1; part < nodes; part++)
            {
                var going = new[] { part, nodes - part }.Count(size => FenceRule.Of(OwnMembership.Silent, true, nodes - 1, size - 1) == FenceVerdict.Confirmed);
                Assert.True(going <= 1, $"{part} and {nodes - part} of {nodes}");
            }
        }
    }
}
