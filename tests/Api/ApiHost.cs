using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using SystemConnector.Api.Tests;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Api.Transport;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Backups;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;

[assembly: AssemblyFixture(typeof(ApiHost))]

namespace SystemConnector.Api.Tests;

/// <summary>The API as it is, on a real Kestrel, before a cluster of one silo with fake grains.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    public const string Key = "a-key-for-the-tests-only";

    private InProcessTestCluster _cluster = null!;
    private WebApplication _app = null!;

    public ApiHost() => Keys = new FakeKeys(World);

    public World World { get; } = new();

    public FakeTrunkStates Trunks { get; } = new();

    public FakeCluster Cluster { get; } = new();

    public FakeRouting Routing => field ??= new FakeRouting(World);

    public FakeKeys Keys { get; }

    public FakeAuditLog Audit { get; } = new();

    /// <summary>A client that shows its key.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>A client that shows nothing.</summary>
    public HttpClient Stranger { get; private set; } = null!;

    public Uri Url => new(new Uri(_app.Urls.Single()), SystemConnectorApi.GraphQLPath);

    public WebApplication App => _app;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton(World));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        _app = await Start(Trunks);
        Client = NewClient(_app, Key);
        Stranger = NewClient(_app, null);
    }

    /// <summary>Starts one more API before the same cluster, for a test that needs other options or trunks of its own.</summary>
    public async Task<WebApplication> Start(ITrunkStates trunks, Action<ApiOptions>? configure = null, TimeProvider? time = null, FakeCluster? cluster = null)
    {
        cluster ??= Cluster;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IGrainFactory>(_cluster.Client);
        var queries = new FakeQueries(World);
        builder.Services.AddSingleton<IConfigurationQueries>(queries).AddSingleton<IConflictCounts>(queries).AddSingleton<IMigrationQueries>(new FakeMigrationQueries(World));
        builder.Services.AddSingleton<ITrunkStates>(trunks);
        var bulk = new FakeBulk(World);
        builder.Services.AddSingleton<IJobs>(bulk).AddSingleton<IImports>(bulk).AddSingleton<IExports>(bulk).AddSingleton<IBackups>(bulk);
        builder.Services.AddSingleton<IEventLog>(trunks is FakeTrunkStates { Events: var events } ? events : new FakeEventLog());
        var calls = new FakeCalls(World);
        builder.Services.AddSingleton<INodeCalls>(calls).AddSingleton<ICallRecords>(calls).AddSingleton<ITrunkChannels>(calls).AddSingleton<ICallEventDemand>(calls);
        builder.Services.AddSingleton<INodeActivity, FakeNode>();
        builder.Services.AddSingleton<IApiKeyring>(Keys).AddSingleton<IApiKeys>(Keys).AddSingleton<IAuditLog>(Audit).AddSingleton<ISiteDirectory>(new FakeSiteDirectory(World));
        builder.Services.AddSingleton<IFarEndView, FakeFarEndView>();
        builder.Services.AddSingleton<IClusterNodes>(cluster).AddSingleton<INodeDraining>(cluster).AddSingleton<IConnectorHomes>(cluster)
            .AddSingleton<IClusterKeyRotation>(cluster).AddSingleton<INodeReadiness>(cluster);
        builder.Services.AddSingleton<IRouteExplainer>(Routing).AddSingleton<IRoutePreviews>(Routing);
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddSystemConnectorApi(options =>
        {
            options.Urls = "http://127.0.0.1:0";
            options.BootstrapKey = Key;
            options.EventInterval = TimeSpan.Zero;
            options.RateLimit.RequestsPerSecond = 0;
            options.RateLimit.FailuresPerMinute = 10_000;
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapSystemConnectorApi();
        await app.StartAsync();
        if (trunks is FakeTrunkStates fake) fake.Subscriptions = () => app.Services.GetRequiredService<SubscriptionMetrics>().Count;
        return app;
    }

    /// <summary>A client with a key of its own.</summary>
    public HttpClient NewClient(Role role, params SiteId[] sites) => NewClient(_app, Keys.Add(role, null, sites));

    public static HttpClient NewClient(WebApplication app, string? key)
    {
        var client = new HttpClient { BaseAddress = new Uri(new Uri(app.Urls.Single()), SystemConnectorApi.GraphQLPath) };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Runs an operation and returns its answer as it came.</summary>
    public Task<JsonElement> Run(string query, object? variables = null) => Run(Client, query, variables);

    /// <summary>Runs an operation that must have no errors and returns its data.</summary>
    public Task<JsonElement> Data(string query, object? variables = null) => Data(Client, query, variables);

    /// <summary>Runs an operation that must have no errors at another API and returns its data.</summary>
    public static async Task<JsonElement> Data(HttpClient client, string query, object? variables = null)
    {
        var answer = await Run(client, query, variables);
        Assert.False(answer.TryGetProperty("errors", out var errors), $"{errors}");
        return answer.GetProperty("data");
    }

    /// <summary>Runs an operation at another API, or as somebody else.</summary>
    public static async Task<JsonElement> Run(HttpClient client, string query, object? variables = null)
    {
        using var response = await client.PostAsJsonAsync("", new { query, variables });
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Stranger.Dispose();
        await _app.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
