using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Doctor;

/// <summary>From the connector's grain to the far side and back.</summary>
public sealed class ExamineTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task Connection_that_is_refused_is_the_verdict()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var examination = await Examine(await Connect("closed", closed.LocalEndPoint!, "31", TrunkTransport.Tcp));
        Assert.Contains("refuses it", examination.Verdict);
        Assert.Equal([CheckOutcome.Passed, CheckOutcome.Failed], examination.Checks.Take(2).Select(static check => check.Outcome));
    }

    [Fact]
    public async Task Node_finds_itself_healthy()
    {
        // Its own address is a far side like any other: it answers OPTIONS, and refuses a number that nobody has.
        var id = await node.ConnectAsync("itself", node.Udp, "32", transit: false);
        var grain = node.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(id.Value);
        var examination = await Examine(grain);
        Assert.True(examination.IsHealthy, examination.Verdict);
        Assert.Contains("give a test number", examination.Verdict);
        Assert.Contains("has no number 9999 (404 Not Found)", (await Examine(grain, "9999")).Verdict);
    }

    [Fact]
    public async Task What_cannot_be_examined_says_why()
    {
        var grain = await Connect("disabled", node.Udp, "33", TrunkTransport.Udp, enabled: false);
        Assert.Contains("is disabled", (await Examine(grain)).Verdict);
        Assert.Equal(FaultCode.Malformed, Assert.Single((await grain.Examine("6oo")).Faults).Code);
        var nobody = node.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(Guid.NewGuid());
        Assert.Equal(FaultCode.NotFound, Assert.Single((await nobody.Examine(null)).Faults).Code);
    }

    private static async Task<Examination> Examine(IConnectorGrain grain, string? testNumber = null)
    {
        var outcome = await grain.Examine(testNumber);
        Assert.True(outcome.Succeeded, string.Join(' ', outcome.Faults));
        return outcome.Value!;
    }

    private async Task<IConnectorGrain> Connect(string name, EndPoint address, string prefix, TrunkTransport transport, bool enabled = true)
    {
        var grain = node.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(ConnectorId.New().Value);
        var created = await grain.Create(node.Site, new ConnectorSpec(
            name, ConnectionType.Ip, address.ToString()!, [new ExtensionRangeSpec(prefix + "0", prefix + "9")], Transport: transport, Enabled: enabled));
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        return grain;
    }
}
