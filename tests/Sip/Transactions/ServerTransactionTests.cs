using SystemConnector.Sip.Transactions;

namespace SystemConnector.Sip.Tests.Transactions;

public sealed class ServerTransactionTests : IDisposable
{
    private readonly LayerFixture _layer = new();

    public void Dispose() => _layer.Dispose();

    [Fact]
    public void Invites_are_pending_until_their_final_response()
    {
        _layer.Receive("INVITE", "z9hG4bK1", "one");
        _layer.Receive("INVITE", "z9hG4bK2", "two");
        _layer.Receive("BYE", "z9hG4bK3", "three");
        Assert.Equal(2, _layer.Layer.PendingInvites);

        _layer.Accepted[0].Respond(180);
        _layer.Accepted[1].Respond(486);
        Assert.Equal(1, _layer.Layer.PendingInvites);
        _layer.Accepted[0].Respond(200);
        Assert.Equal(0, _layer.Layer.PendingInvites);
    }

    [Fact]
    public void Responses_go_another_way_once_the_one_of_their_request_is_gone()
    {
        _layer.Receive("INVITE", "z9hG4bKa");
        _layer.Accepted.Single().Respond(180);
        Assert.Single(_layer.Sent);

        _layer.Lose();
        _layer.Accepted.Single().Respond(486);
        _layer.Elapse(500); // timer G
        Assert.Single(_layer.Sent);
        Assert.Equal(2, _layer.SentElsewhere.Count(static response => response.StartsWith("SIP/2.0 486 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rfc4320_4_2_request_that_is_never_answered_ends_without_a_word()
    {
        _layer.Receive("OPTIONS", "z9hG4bKa");
        _layer.Elapse(31_900);
        Assert.False(_layer.Accepted.Single().IsFinal);
        _layer.Elapse(200);
        Assert.True(_layer.Accepted.Single().IsFinal);
        Assert.Equal(0, _layer.Layer.Count);
        _layer.Accepted.Single().Respond(200); // whoever remembers it after all
        Assert.Empty(_layer.Sent);
        Assert.Equal(0, _layer.Layer.Count);
    }

    [Fact]
    public void Invite_that_is_never_answered_is_answered_500_after_timer_C_and_64_T1()
    {
        _layer.Receive("INVITE", "z9hG4bKa");
        _layer.Elapse(TimeSpan.FromSeconds(200));
        var invite = _layer.Accepted.Single();
        var user = new ExpiryUser();
        invite.State = user;
        invite.Respond(180);
        _layer.Elapse(TimeSpan.FromSeconds(216)); // slides with each provisional
        Assert.Single(_layer.Sent);
        Assert.False(user.IsTold);
        _layer.Elapse(TimeSpan.FromSeconds(2));
        Assert.True(user.IsTold, "what waits for an answer is given up");
        Assert.StartsWith("SIP/2.0 500 ", _layer.Sent[1], StringComparison.Ordinal);
        _layer.Elapse(TimeSpan.FromSeconds(33));
        Assert.Equal(0, _layer.Layer.Count);
    }

    [Fact]
    public void Rfc3261_9_2_cancel_of_nothing_is_answered_481_and_leaves_nothing_behind()
    {
        _layer.Receive("CANCEL", "z9hG4bKa");
        Assert.StartsWith("SIP/2.0 481 ", _layer.Sent.Single(), StringComparison.Ordinal);
        Assert.Equal(0, _layer.Layer.Count);
        Assert.Empty(_layer.Cancelled);
    }

    [Fact]
    public void Rfc3261_9_2_cancel_of_an_invite_is_answered_200_and_told_once()
    {
        _layer.Receive("INVITE", "z9hG4bKa");
        _layer.Receive("CANCEL", "z9hG4bKa");
        _layer.Receive("CANCEL", "z9hG4bKa"); // a retransmission
        Assert.All(_layer.Sent, static response => Assert.StartsWith("SIP/2.0 200 ", response, StringComparison.Ordinal));
        Assert.Equal(2, _layer.Sent.Count);
        Assert.Equal(_layer.Accepted, _layer.Cancelled);
    }

    private sealed class ExpiryUser : IServerTransactionUser
    {
        public bool IsTold { get; private set; }

        public void OnExpired() => IsTold = true;
    }
}
