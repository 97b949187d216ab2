using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Silo.Cluster;

namespace SystemConnector.Silo.Tests.Draining;

public sealed class ReadinessTests
{
    [Fact]
    public async Task Node_that_was_told_to_stop_says_that_it_drains_as_long_as_it_does()
    {
        await using var node = new RunningNode();
        await node.InitializeAsync();
        using var http = new HttpClient();
        var name = node.Services.GetRequiredService<IClusterNodes>().Self.Name;
        var grain = node.Services.GetRequiredService<IGrainFactory>().GetGrain<INodeGrain>(name);
        Assert.Equal((NodeReadinessText.Of(NodeReadiness.Ready), false), (await Ready(), (await grain.Activity()).IsStopping));

        // As the drain has it from the signal until the host stops: keepalived must leave the address here.
        node.Services.GetRequiredService<Handover>().IsOn = true;
        node.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Equal((NodeReadinessText.Of(NodeReadiness.Draining), true), (await Ready(), (await grain.Activity()).IsStopping));

        // Alone it has nobody to hand anything to.
        node.Services.GetRequiredService<Handover>().IsOn = false;
        Assert.Equal((NodeReadinessText.Of(NodeReadiness.Stopping), true), (await Ready(), (await grain.Activity()).IsStopping));

        async Task<string> Ready()
        {
            using var answer = await http.GetAsync(new Uri(node.Api, "/health/ready"), TestContext.Current.CancellationToken);
            return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd();
        }
    }
}
