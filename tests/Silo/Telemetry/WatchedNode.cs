using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Demo.UserAgents;
using SystemConnector.Silo.Tests.Edge;
using SystemConnector.Sip.Tests.Transports;

namespace SystemConnector.Silo.Tests.Telemetry;

/// <summary>A node that serves metrics on a port of their own, with two phones, calls that were answered, and one that failed.</summary>
public sealed class WatchedNode : IAsyncLifetime
{
    private const string Secret = "s3cret-phone";
    private readonly TestAuthority _authority = new();
    private readonly TlsDirectory _tls;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public WatchedNode()
    {
        _tls = new TlsDirectory(_authority, "127.0.0.1");
        Node = new RunningNode([.. _tls.Settings, "--Telemetry:Urls=http://127.0.0.1:0", "--Telemetry:TraceRatio=1"]);
    }

    internal RunningNode Node { get; }

    /// <summary>Where the API is, then where metrics are.</summary>
    internal Uri[] Urls => [.. Node.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static url => new Uri(url))];

    internal int Calls { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await Node.InitializeAsync();
        var put = await Node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(Node.Site.Value).PutNumbers(
        [
            new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver", Secret: Secret),
            new LocalNumberSpec("151", LocalNumberKind.Extension, "Noor Haddad", Secret: Secret),
            new LocalNumberSpec("152", LocalNumberKind.Extension, "Nobody", Secret: Secret),
        ]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        await using var caller = Phone("150");
        await using var callee = Phone("151");
        foreach (var phone in new[] { caller, callee }) Assert.Equal(200, await phone.RegisterAsync());
        for (; Calls < 3; Calls++)
        {
            using var call = await caller.CallAsync("151");
            Assert.Equal(200, call.Status);
            Assert.Equal(200, await call.HangUpAsync());
        }
        using var failed = await caller.CallAsync("152");
        Assert.Equal(480, failed.Status);
        // What the API refuses has a label of its own.
        await Post("{ sites { nodes { name } } }");
        await Post("{ noSuchField }");
    }

    internal async Task<Exposition> ScrapeAsync() => new(await _http.GetStringAsync(new Uri(Urls[^1], "/metrics"), TestContext.Current.CancellationToken));

    internal async Task<(HttpStatusCode Status, string Text)> GetAsync(Uri at, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at, path));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal UserAgent Phone(string extension) => UserAgent.Start(new UserAgentOptions
    {
        Name = extension,
        User = extension,
        Domain = "a.example",
        Proxy = Node.Udp,
        Password = Secret,
    });

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _http.Dispose();
        _tls.Dispose();
        _authority.Dispose();
    }

    private async Task Post(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Urls[0], "/graphql")) { Content = System.Net.Http.Json.JsonContent.Create(new { query }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RunningNode.ApiKey);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
