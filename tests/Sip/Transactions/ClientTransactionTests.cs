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
    public void Branches_differ_and_leave_the_lowest_bit_to_cancel()
    {
        var shard = _layer.Layer.ShardOf("call"u8);
        var branches = Enumerable.Range(0, 1000).Select(_ => shard.NewBranch()).ToHashSet();
        Assert.Equal(1000, branches.Count);
        Assert.DoesNotContain(branches, static branch => branch == 0 || (branch & 1) != 0);
        AllocationAssert.None(() => shard.NewBranch());
    }
}
