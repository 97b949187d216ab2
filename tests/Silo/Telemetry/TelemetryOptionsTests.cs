using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using SystemConnector.Api;
using SystemConnector.Silo.Telemetry;

namespace SystemConnector.Silo.Tests.Telemetry;

public sealed class TelemetryOptionsTests
{
    [Fact]
    public void Defaults_have_no_fault() => Assert.Empty(FaultsOf(new TelemetryOptions()));

    [Fact]
    public void Every_fault_is_said()
    {
        var faults = FaultsOf(new TelemetryOptions { Path = "metrics", Urls = "ftp://x;http://0.0.0.0:8080", Token = "short", OtlpEndpoint = "collector", TraceRatio = 2 });
        Assert.Collection(
            faults,
            static fault => Assert.StartsWith("Telemetry:Path", fault, StringComparison.Ordinal),
            static fault => Assert.StartsWith("Telemetry:Urls: 'ftp://x'", fault, StringComparison.Ordinal),
            static fault => Assert.StartsWith("Telemetry:Urls: 'http://0.0.0.0:8080' has a port of Api:Urls", fault, StringComparison.Ordinal),
            static fault => Assert.StartsWith("Telemetry:Token", fault, StringComparison.Ordinal),
            static fault => Assert.StartsWith("Telemetry:OtlpEndpoint", fault, StringComparison.Ordinal),
            static fault => Assert.StartsWith("Telemetry:TraceRatio", fault, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, static fault => fault.Contains("short", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/graphql")]
    [InlineData("/health/ready")]
    public void Path_of_something_else_is_a_fault(string path) =>
        Assert.Single(FaultsOf(new TelemetryOptions { Path = path }));

    [Theory]
    [InlineData("--Telemetry:Ur=http://127.0.0.1:0", "the nearest is 'Telemetry:Urls'")]
    [InlineData("--Telemetry:TraceRatio=7", "Telemetry:TraceRatio must be from 0 to 1")]
    public void Fault_of_the_section_is_a_fault_of_the_node(string setting, string expected)
    {
        var fault = Assert.ThrowsAny<Exception>(() => NodeHost.Build([setting]));
        Assert.Contains(Silo.Options.ConfigurationFaults.In(fault), text => text.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", ConsoleFormatterNames.Json)]
    [InlineData("false", ConsoleFormatterNames.Simple)]
    public async Task Logs_are_json_where_that_is_wanted(string json, string formatter)
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        await using (var node = NodeHost.Build([$"--Logging:Json={json}", $"--Storage:Directory={directory}", "--Sip:Listen:0=udp:127.0.0.1:0"]))
            Assert.Equal(formatter, node.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
        Directory.Delete(directory, recursive: true);
    }

    private static List<string> FaultsOf(TelemetryOptions options) =>
        [.. new TelemetryOptionsValidator(Microsoft.Extensions.Options.Options.Create(new ApiOptions())).Validate(null, options).Failures ?? []];
}
