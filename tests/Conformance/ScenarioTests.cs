using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>The scenarios play against each other without a node: what fails elsewhere is then the node's doing.</summary>
public class ScenarioTests
{
    private const string Domain = "direct.test";

    public ScenarioTests() => SippInstallation.Require();

    [Theory]
    [InlineData("caller", "callee", "caller", SipTransport.Udp)]
    [InlineData("caller", "callee", "caller", SipTransport.Tcp)]
    [InlineData("caller", "callee", "callee", SipTransport.Udp)]
    [InlineData("caller", "callee", "callee", SipTransport.Tcp)]
    [InlineData("caller_short", "callee_short", "caller", SipTransport.Udp)]
    [InlineData("caller_short", "callee_short", "caller", SipTransport.Tcp)]
    [InlineData("caller_cancels", "callee_cancelled", "caller", SipTransport.Udp)]
    [InlineData("caller_cancels", "callee_cancelled", "caller", SipTransport.Tcp)]
    [InlineData("caller_refused", "callee_refuses", "caller", SipTransport.Udp)]
    [InlineData("caller_refused", "callee_refuses", "caller", SipTransport.Tcp)]
    [InlineData("caller_short", "far_end_password", "caller", SipTransport.Udp)]
    [InlineData("caller_short", "far_end_password", "caller", SipTransport.Tcp)]
    [InlineData("caller_wrong_password", "far_end_password_refusing", "caller", SipTransport.Udp)]
    [InlineData("register", "far_end_password", "caller", SipTransport.Udp)]
    [InlineData("register", "far_end_password", "caller", SipTransport.Tcp)]
    [InlineData("register_refused", "far_end_password_refusing", "caller", SipTransport.Udp)]
    public async Task Scenarios_of_both_sides_fit_each_other(string calling, string called, string hangup, SipTransport transport)
    {
        var callee = Loopback.NextEndpoint();
        var trunkPassword = called == "far_end_password_refusing" ? "another" : "secret";
        await using var far = await SippProcess.ListenAsync(SippRole.Listener(
            called.Replace("_refusing", "", StringComparison.Ordinal), transport, callee,
            ("hangup", hangup), ("status", "486"), ("trunkUser", "100"), ("trunkPassword", trunkPassword)));
        await SippProcess.RunAsync(SippRole.Caller(
            calling, transport, Loopback.NextEndpoint(), callee, "100", calling.StartsWith("register", StringComparison.Ordinal) ? "" : "200", Domain, ("hangup", hangup), ("status", "486")));
        await far.FinishAsync();
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Call_waits_at_the_callers_barrier(SipTransport transport)
    {
        var callee = Loopback.NextEndpoint();
        using var barrier = new SippBarrier();
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_across_callers_restart", transport, callee));
        await using var caller = SippProcess.Start(
            SippRole.Caller("caller_across_restart", transport, Loopback.NextEndpoint(), callee, "100", "200", Domain) with { Barrier = barrier.Endpoint });
        await barrier.ReachedAsync();
        Assert.Empty(far.ReceivedRequests("BYE"));
        await barrier.ReleaseAsync();
        await caller.CompletedAsync();
        await far.FinishAsync();
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Call_waits_at_the_called_sides_barrier(SipTransport transport)
    {
        var callee = Loopback.NextEndpoint();
        using var barrier = new SippBarrier();
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_across_restart", transport, callee) with { Barrier = barrier.Endpoint });
        await using var caller = SippProcess.Start(
            SippRole.Caller("caller_is_called_back", transport, Loopback.NextEndpoint(), callee, "100", "200", Domain));
        await barrier.ReachedAsync();
        Assert.DoesNotContain(far.Messages, m => m.Sent && m.IsRequest("BYE"));
        await barrier.ReleaseAsync();
        await caller.CompletedAsync();
        await far.FinishAsync();
    }
}
