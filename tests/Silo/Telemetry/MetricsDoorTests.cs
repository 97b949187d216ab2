using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SystemConnector.Silo.Telemetry;

namespace SystemConnector.Silo.Tests.Telemetry;

public sealed class MetricsDoorTests
{
    private const string Token = "a-token-for-metrics-only", Urls = "http://192.0.2.1:9464";

    [Theory]
    // Neither token nor URLs: this machine.
    [InlineData(null, null, "/metrics", "127.0.0.1", 8080, null, 200)]
    [InlineData(null, null, "/metrics", "192.0.2.7", 8080, null, 403)]
    [InlineData(null, null, "/metrics", "::ffff:127.0.0.1", 8080, null, 200)]
    [InlineData(null, null, "/metrics/", "192.0.2.7", 8080, null, 403)]
    [InlineData(null, null, "/Metrics", "192.0.2.7", 8080, null, 403)]
    // A token: whoever has it, from anywhere.
    [InlineData(Token, null, "/metrics", "192.0.2.7", 8080, "Bearer " + Token, 200)]
    [InlineData(Token, null, "/metrics", "127.0.0.1", 8080, null, 401)]
    [InlineData(Token, null, "/metrics", "127.0.0.1", 8080, "Bearer " + Token + "x", 401)]
    [InlineData(Token, null, "/metrics", "127.0.0.1", 8080, "Basic " + Token, 401)]
    // URLs of their own: there alone, and nothing else there.
    [InlineData(null, Urls, "/metrics", "192.0.2.7", 9464, null, 200)]
    [InlineData(null, Urls, "/metrics", "127.0.0.1", 8080, null, 404)]
    [InlineData(null, Urls, "/graphql", "192.0.2.7", 9464, null, 404)]
    [InlineData(null, Urls, "/graphql", "192.0.2.7", 8080, null, 200)]
    [InlineData(Token, Urls, "/metrics", "192.0.2.7", 9464, null, 401)]
    [InlineData(Token, Urls, "/metrics", "192.0.2.7", 9464, "bearer " + Token, 200)]
    // Health is for anybody.
    [InlineData(Token, Urls, "/health/ready", "192.0.2.7", 9464, null, 200)]
    [InlineData(Token, null, "/health/live", "192.0.2.7", 8080, null, 200)]
    public async Task Metrics_are_for_whom_the_options_say(string? token, string? urls, string path, string from, int port, string? shown, int expected)
    {
        var options = new TelemetryOptions { Token = token, Urls = urls };
        using var server = new Server(["http://192.0.2.1:8080"]);
        var ports = new TelemetryPorts(server, Microsoft.Extensions.Options.Options.Create(options));
        ports.Listen();
        ports.Listening();
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Request.Headers.Authorization = shown;
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Connection.LocalPort = port;
        await new MetricsDoor(options, ports).Enter(context, static _ => Task.CompletedTask);
        Assert.Equal(expected, context.Response.StatusCode);
    }

    [Theory]
    [InlineData("Forwarded", null, 403)]
    [InlineData("X-Forwarded-For", null, 403)]
    [InlineData("X-Forwarded-For", "Bearer " + Token, 200)]
    public async Task Proxy_on_this_machine_lends_nobody_its_address(string header, string? shown, int expected)
    {
        var options = new TelemetryOptions { Token = shown is null ? null : Token };
        using var server = new Server(["http://127.0.0.1:8080"]);
        var context = new DefaultHttpContext();
        context.Request.Path = "/metrics";
        context.Request.Headers[header] = "192.0.2.7";
        context.Request.Headers.Authorization = shown;
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        await new MetricsDoor(options, new TelemetryPorts(server, Microsoft.Extensions.Options.Options.Create(options))).Enter(context, static _ => Task.CompletedTask);
        Assert.Equal(expected, context.Response.StatusCode);
    }

    private sealed class Server : IServer
    {
        public Server(string[] urls)
        {
            var addresses = new ServerAddressesFeature();
            foreach (var url in urls) addresses.Addresses.Add(url);
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
