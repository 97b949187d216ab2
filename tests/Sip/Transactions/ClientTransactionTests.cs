using SystemConnector.Sip.Transactions;

namespace SystemConnector.Sip.Tests.Transactions;

public sealed class ClientTransactionTests : IDisposable
{
    private readonly LayerFixture _layer = new();

    public void Dispose() => _layer.Dispose();

    [Fact]
    public void Response_with_the_branch_and_another_call_id_is_dropped()
    {
        var client = _layer.Start("OPTIONS");
        // One of many has the shard of the right one.
        for (var i = 0; i < 500; i++) _layer.Respond(client, 200, $"other-{i}");
        Assert.Empty(_layer.Told);
        _layer.Respond(client, 200);
        Assert.Equal(["200"], _layer.Told);
    }

    [Fact]
    public void Response_with_another_cseq_number_is_dropped()
    {
        var client = _layer.Start("INVITE");
        _layer.Respond(client, 200, cseq: 2);
        Assert.Empty(_layer.Told);
        _layer.Respond(client, 200);
        Assert.Equal(["200"], _layer.Told);
    }

    [Fact]
    public void Branches_differ_and_leave_the_lowest_bit_to_cancel()
    {
        var shard = _layer.Layer.ShardOf("call"u8);
        var branches = Enumerable.Range(0, 1000).Select(_ => shard.NewBranch()).ToHashSet();
        Assert.Equal(1000, branches.Count);
        Assert.DoesNotContain(branches, static branch => branch == 0 || (branch & 1) != 0);
        AllocationAssert.None(() => shard.NewBranch());
    }

    [Theory]
    [InlineData(487)]
    [InlineData(200)]
    public void Rfc3261_16_8_invite_that_rings_too_long_is_cancelled_and_its_late_final_response_is_taken(int final)
    {
        var invite = _layer.Start("INVITE");
        _layer.Respond(invite, 180);
        _layer.Elapse(TimeSpan.FromSeconds(186));
        Assert.StartsWith("CANCEL ", _layer.Sent[^1], StringComparison.Ordinal);
        Assert.Equal(["180", "RangTooLong"], _layer.Told);
        _layer.Respond(invite, 180); // no news to the user any more
        _layer.Respond(invite, final);
        Assert.Equal(["180", "RangTooLong", $"{final}"], _layer.Told);
        // The user acknowledges a 2xx, the transaction everything else.
        Assert.Equal(final >= 300, _layer.Sent[^1].StartsWith("ACK ", StringComparison.Ordinal));
        _layer.Elapse(TimeSpan.FromSeconds(40));
        Assert.Equal(0, _layer.Layer.Count);
    }

    [Fact]
    public void Invite_that_rings_too_long_and_is_never_answered_fails_once()
    {
        var invite = _layer.Start("INVITE");
        _layer.Respond(invite, 180);
        _layer.Elapse(TimeSpan.FromSeconds(186));
        Assert.NotEqual(0, _layer.Layer.Count);
        _layer.Elapse(TimeSpan.FromSeconds(33));
        Assert.Equal(["180", "RangTooLong"], _layer.Told);
        Assert.Equal(0, _layer.Layer.Count);
    }

    [Fact]
    public void Request_that_may_not_be_sent_again_is_left_out_and_goes_on_when_it_may()
    {
        _layer.Start("REGISTER");
        _layer.MayRetransmit = false;
        _layer.Elapse(10_000);
        Assert.Single(_layer.Sent);

        _layer.MayRetransmit = true;
        _layer.Elapse(4_000);
        Assert.Equal(2, _layer.Sent.Count);
        _layer.Elapse(64 * 500);
        Assert.Equal(["Timeout"], _layer.Told);
    }

    [Fact]
    public void Invite_is_sent_again_whatever_its_user_says()
    {
        _layer.MayRetransmit = false;
        _layer.Start("INVITE");
        _layer.Elapse(500);

        Assert.Equal(2, _layer.Sent.Count);
    }

    [Fact]
    public void Abandoned_request_is_neither_sent_again_nor_told()
    {
        var client = _layer.Start("OPTIONS");
        ((NonInviteClientTransaction)client).Abandon();
        _layer.Elapse(TimeSpan.FromSeconds(33));
        _layer.Respond(client, 200);
        Assert.Single(_layer.Sent);
        Assert.Empty(_layer.Told);
        Assert.Equal(0, _layer.Layer.Count);
    }
}
