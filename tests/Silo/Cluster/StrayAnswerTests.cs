using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>Answers to INVITEs that no node waits for any more.</summary>
public sealed class StrayAnswerTests : IAsyncLifetime
{
    private const int A = 0;

    private TestCluster _cluster = null!;
    private Sides _sides = null!;
    private RawPeer _near = null!, _far = null!;

    public async ValueTask InitializeAsync()
    {
        // 64·T1 is 3.2 s.
        _cluster = await TestCluster.StartAsync(1, static _ => ["--Sip:Timers:T1=50", "--Sip:Timers:T4=50"]);
        _sides = new Sides(_cluster[A]);
        (_near, _far) = (_sides.Peer(), _sides.Peer());
        await _cluster.ConnectAsync(A, new ConnectorSpec("Near", ConnectionType.Ip, _near.Local.ToString(), [new ExtensionRangeSpec("590", "599")], AllowTransit: true));
        await _cluster.ConnectAsync(A, new ConnectorSpec("Far", ConnectionType.Ip, _far.Local.ToString(), [new ExtensionRangeSpec("580", "589")]));
    }

    public async ValueTask DisposeAsync()
    {
        _sides.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Answer_that_comes_after_the_call_was_given_up_is_acknowledged_and_hung_up()
    {
        var invite = await GivenUpAsync();
        await AnswerAsync(invite, "b");
        await _far.ReceiveAsync("ACK ");
        await _far.RespondAsync(await _far.ReceiveAsync("BYE "), "200 OK", "b");
    }

    [Fact]
    public async Task Nobody_makes_a_node_acknowledge_more_than_a_few_answers_a_second()
    {
        var invite = await GivenUpAsync();
        for (var i = 0; i < 40; i++) await AnswerAsync(invite, $"b{i}");
        // What is sent last is answered last.
        await _far.SendAsync(RawDialog.Caller(_far, "<sip:580@caller>", $"sip:999@{_cluster[A].Udp}").Request("OPTIONS"));
        var acknowledged = 0;
        while (await _far.ReceiveAsync("") is var message && !message.StartsWith("SIP/2.0", StringComparison.Ordinal))
            if (message.StartsWith("ACK ", StringComparison.Ordinal)) acknowledged++;
        // A second may end meanwhile.
        Assert.InRange(acknowledged, 1, 20);
    }

    /// <summary>An INVITE that nobody answered in time.</summary>
    private async Task<string> GivenUpAsync()
    {
        await _near.SendAsync(RawDialog.Caller(_near, "<sip:590@caller>", $"sip:581@{_cluster[A].Udp}").Request("INVITE"));
        var invite = await _far.ReceiveAsync("INVITE ");
        await TestCluster.Eventually(() => _cluster[A].Sip.Transactions.PendingInvites == 0);
        // The caller's refusal has no ACK and is over in time too.
        await TestCluster.Eventually(() => _cluster[A].Sip.Transactions.Count == 0);
        while (_far.TryReceive("")) { }
        return invite;
    }

    private Task AnswerAsync(string invite, string tag) => _far.RespondAsync(invite, "200 OK", tag, $"Contact: <sip:callee@{_far.Local}>\n");
}
