using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Silo.Tests.Cluster;

namespace SystemConnector.Silo.Tests.CallRecords;

/// <summary>Calls that one node sets up and whose end comes by way of another, while the first one lives and after it is gone.</summary>
public sealed class CallsOfAClusterTests : IAsyncLifetime
{
    private const int A = 0, B = 1;

    private TestCluster _cluster = null!;
    private Sides _sides = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(2);
        _sides = new Sides(_cluster[A]);
    }

    public async ValueTask DisposeAsync()
    {
        _sides.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task End_that_another_node_hears_is_in_the_record_and_the_keeper_forgets_the_call()
    {
        var far = await FarAsync("52");
        var phone = await _sides.PhoneAsync("152");
        var (_, remote) = await _sides.CallAsync(phone, "152", far, "520");
        var active = _cluster[A].Services.GetRequiredService<IActiveCalls>();
        Assert.Equal("520", Assert.Single(active.Latest(null, null, int.MaxValue, null).Items).Number);

        await remote.SendAsync("BYE");
        await phone.ReceiveAsync("BYE ");
        await TestCluster.Eventually(() => active.Latest(null, null, int.MaxValue, null).Items.IsEmpty);
        var record = await CallRecordTests.RecordAsync(_cluster[A], "520", static record => record is { EndedAt: not null, Outcome: not null });
        Assert.Equal((CallEnd.Called, CallOutcome.Answered, "node-1"), (record.EndedBy, record.Outcome, record.Node));
    }

    [Fact]
    public async Task End_is_in_the_record_when_the_node_is_gone_that_set_the_call_up()
    {
        var far = await FarAsync("53");
        var phone = await _sides.PhoneAsync("153");
        var (_, remote) = await _sides.CallAsync(phone, "153", far, "530");
        await CallRecordTests.RecordAsync(_cluster[B], "530");
        await _cluster.KillAsync(A);
        await remote.SendAsync("BYE");
        var record = await CallRecordTests.RecordAsync(_cluster[B], "530", static record => record.EndedAt is not null);
        Assert.Equal((CallEnd.Called, "node-1"), (record.EndedBy, record.Node));
    }

    private async Task<RawPeer> FarAsync(string prefix)
    {
        var peer = _sides.Peer(_cluster[B].Udp);
        await _cluster.ConnectAsync(B, new ConnectorSpec($"Far {prefix}", ConnectionType.Ip, peer.Local.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")]));
        return peer;
    }
}
