using SystemConnector.Silo.Demo;

namespace SystemConnector.Silo.Tests.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_ends_with_0_when_each_call_reaches_the_phone_that_it_should()
    {
        using var output = new StringWriter();
        var status = await new DemoCommand(NodeHost.Build, output, TimeProvider.System).RunAsync(["--exit", "--Api:Urls", "http://127.0.0.1:0"]);
        var text = output.ToString();
        Assert.True(status == 0, text);
        foreach (var call in DemoCall.All) Assert.Contains($"✓ {call.Answerer} answered", text, StringComparison.Ordinal);
        foreach (var conflict in new[] { "Extension 150", "Call flow 155", "Parking lot 170", "Speed dial 180", "Extension 15:", "Connector \"Warehouse\"", "Emergency number 112" })
            Assert.Contains(conflict, text, StringComparison.Ordinal);
    }
}
