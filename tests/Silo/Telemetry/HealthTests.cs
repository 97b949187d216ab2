using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Silo.Telemetry;

namespace SystemConnector.Silo.Tests.Telemetry;

public sealed class HealthTests
{
    [Theory]
    [InlineData(NodeReadiness.Ready, HttpStatusCode.OK)]
    [InlineData(NodeReadiness.Starting, HttpStatusCode.ServiceUnavailable)]
    [InlineData(NodeReadiness.NoRoutingTable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(NodeReadiness.Draining, HttpStatusCode.ServiceUnavailable)]
    [InlineData(NodeReadiness.Fenced, HttpStatusCode.ServiceUnavailable)]
    [InlineData(NodeReadiness.Stopping, HttpStatusCode.ServiceUnavailable)]
    public async Task Node_is_ready_while_new_calls_belong_to_it_and_says_why_not(NodeReadiness readiness, HttpStatusCode expected)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<INodeReadiness>(new Readiness(readiness));
        await using var app = builder.Build();
        app.MapHealth();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(new Uri(app.Urls.Single()), "/health/ready"), TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(NodeReadinessText.Of(readiness) + "\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed record Readiness(NodeReadiness Now) : INodeReadiness
    {
        public bool IsFenced => Now == NodeReadiness.Fenced;

        public bool IsStopping => Now == NodeReadiness.Stopping;
    }
}
