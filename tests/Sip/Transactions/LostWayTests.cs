using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transactions;

/// <summary>Client transactions whose transport is gone, such as the socket of another node that died.</summary>
public sealed class LostWayTests
{
    [Fact]
    public void User_of_every_client_transaction_is_told_at_once()
    {
        using var fixture = new LayerFixture();
        fixture.Start("INVITE", "a");
        fixture.Start("BYE", "b");
        fixture.Layer.Lose(static _ => false);
        Assert.Empty(fixture.Told);
        fixture.Layer.Lose(static _ => true);
        Assert.Equal(["TransportError", "TransportError"], fixture.Told);
        // Once.
        fixture.Layer.Lose(static _ => true);
        Assert.Equal(2, fixture.Told.Count);
    }

    [Fact]
    public void Request_of_which_nobody_knows_whether_it_was_sent_lives_on_for_its_answer()
    {
        using var fixture = new LayerFixture();
        var invite = (InviteClientTransaction)fixture.Start("INVITE");
        fixture.Layer.LoseWay(new SendTicket(invite.Shard.Index, invite.Branch));
        Assert.True(invite.IsLost);
        fixture.Respond(invite, 200);
        Assert.Equal(["TransportError", "200"], fixture.Told);

        // Nothing waits for it any more.
        fixture.Layer.LoseWay(new SendTicket(invite.Shard.Index, invite.Branch));
        fixture.Layer.LoseWay(new SendTicket(invite.Shard.Index, 12));
        Assert.Equal(2, fixture.Told.Count);
    }

    [Fact]
    public void Answer_that_finds_another_way_is_passed_to_be_hung_up()
    {
        using var fixture = new LayerFixture();
        var invite = (InviteClientTransaction)fixture.Start("INVITE");
        fixture.Respond(invite, 180);
        fixture.Layer.Lose(static _ => true);
        Assert.True(invite.IsLost);
        fixture.Respond(invite, 200);
        Assert.Equal(["180", "TransportError", "200"], fixture.Told);
    }

    [Fact]
    public void Invite_that_rings_by_another_way_is_cancelled_and_its_refusal_acknowledged()
    {
        using var fixture = new LayerFixture();
        var invite = (InviteClientTransaction)fixture.Start("INVITE");
        fixture.Respond(invite, 180);
        fixture.Layer.Lose(static _ => true);
        fixture.Sent.Clear();
        fixture.Respond(invite, 180);
        Assert.StartsWith("CANCEL ", Assert.Single(fixture.Sent), StringComparison.Ordinal);
        fixture.Respond(invite, 180);
        Assert.Single(fixture.Sent);
        fixture.Respond(invite, 487);
        Assert.StartsWith("ACK ", fixture.Sent[^1], StringComparison.Ordinal);
        Assert.Equal(["180", "TransportError"], fixture.Told);
    }

    [Fact]
    public void Invite_of_which_nothing_is_heard_any_more_is_not_sent_again_and_forgotten()
    {
        using var fixture = new LayerFixture();
        fixture.Start("INVITE");
        fixture.Layer.Lose(static _ => true);
        fixture.Sent.Clear();
        fixture.Elapse(TimeSpan.FromSeconds(33));
        Assert.Empty(fixture.Sent);
        Assert.Equal(0, fixture.Layer.Count);
        Assert.Equal(["TransportError"], fixture.Told);
    }
}
