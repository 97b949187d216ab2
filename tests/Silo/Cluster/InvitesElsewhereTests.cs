using SystemConnector.Silo.Cluster;

namespace SystemConnector.Silo.Tests.Cluster;

public sealed class InvitesElsewhereTests
{
    private readonly InvitesElsewhere _invites = new();

    [Fact]
    public void Node_that_has_not_answered_since_it_was_asked_counts_for_one()
    {
        Assert.Equal(1, _invites.CountSince(100));
        _invites.Counted(99, 0);
        Assert.Equal(1, _invites.CountSince(100));
        _invites.Counted(100, 0);
        Assert.Equal(0, _invites.CountSince(100));
    }

    [Fact]
    public void What_was_counted_before_one_passed_says_nothing()
    {
        _invites.Passed(150);
        _invites.Counted(150, 0);
        Assert.Equal(1, _invites.CountSince(100));
        _invites.Counted(151, 3);
        Assert.Equal(3, _invites.CountSince(100));
        _invites.Passed(160);
        Assert.Equal(3, _invites.CountSince(100));
        _invites.Counted(140, 0);
        Assert.Equal(3, _invites.CountSince(100));
        _invites.Counted(170, 0);
        Assert.Equal(0, _invites.CountSince(100));
    }
}
