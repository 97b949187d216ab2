using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.Tests.Edge;

public sealed class SipServiceTests
{
    [Fact]
    public async Task Service_may_be_stopped_more_than_once()
    {
        await using var node = new RunningNode();
        await node.InitializeAsync();
        var service = node.Services.GetRequiredService<SipService>();
        await service.StopAsync(TestContext.Current.CancellationToken);
        await service.StopAsync(TestContext.Current.CancellationToken);
        // The node stops it once more.
    }
}
