using Microsoft.Extensions.Options;
using SystemConnector.Api;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Grains.Events;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Storage;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Doctor;
using SystemConnector.Silo.Draining;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Options;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Silo.Trunks;
using SystemConnector.Silo.WebConsole;
using SystemConnector.WebConsole.SignIn;

namespace SystemConnector.Silo;

/// <summary>Puts a node together: grains, API and SIP edge in one process. The one place that knows all of them.</summary>
internal static class NodeHost
{
    /// <summary>A node, not yet started.</summary>
    /// <param name="args">The command line, as standard .NET configuration.</param>
    /// <param name="overrides">Sets keys that count more than the command line.</param>
    public static WebApplication Build(string[] args, Action<IDictionary<string, string?>>? overrides = null) => Build(args, overrides, null);

    /// <summary>A node in which a test puts other services in the place of ours.</summary>
    internal static WebApplication Build(string[] args, Action<IDictionary<string, string?>>? overrides, Action<IServiceCollection>? replace)
    {
        // Settings are read once: to watch for them would watch the directory, in which an SQLite database may be written all the time.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            WebRootPath = ConsoleHost.FilesOfPublished,
        });
        builder.Configuration.AddSecretsDirectory(builder.Configuration[SecretsDirectory.Key]);
        if (overrides is not null)
        {
            var keys = new Dictionary<string, string?>();
            overrides(keys);
            builder.Configuration.AddInMemoryCollection(keys);
        }

        // Configuration: a fault in any section is said with all others, and the node does not start.
        var configuration = builder.Configuration;
        builder.Services.AddSipOptions(configuration);
        builder.Services.RejectUnknownKeys<StorageOptions>(configuration, StorageOptions.Section);
        builder.Services.RejectUnknownKeys<ApiOptions>(configuration, ApiOptions.SectionName);
        builder.Services.RejectUnknownKeys<NodeOptions>(configuration, NodeOptions.Section);
        builder.Services.RejectUnknownKeys<CallOptions>(configuration, CallOptions.Section);
        builder.Services.RejectUnknownKeys<ConsoleOptions>(configuration, ConsoleOptions.Section);
        builder.Services.RejectUnknownKeys<EventOptions>(configuration, EventOptions.Section);
        builder.Services.AddOptions<ApiOptions>().Configure<Microsoft.Extensions.Options.IOptions<StorageOptions>>(
            static (api, storage) => api.KeyDirectory ??= storage.Value.Directory);

        // In the order of their start: database, grains, routing table, connectors; then SIP, which needs all of them; the API last.
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddLocating(configuration);
        builder.Services.AddClusterLink();
        builder.Services.AddTrunks();
        builder.Services.AddDoctor();
        builder.AddSystemConnectorGrains();
        builder.Services.AddMediaRelay(configuration);
        builder.Services.AddSipEdge();
        builder.Services.AddDraining();
        builder.Services.AddSystemConnectorApi(configuration);
        builder.AddConsole();
        builder.AddTelemetry();

        // A service of systemd is told when it is ready, which is when SIP listens; elsewhere this does nothing.
        builder.Services.AddSystemd();
        replace?.Invoke(builder.Services);

        // Two lines for each GraphQL request hide the lines that matter.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var app = builder.Build();
        // Here and not only at the start, which stops at the first section that a service reads.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.MapTelemetry();
        app.MapSystemConnectorApi();
        app.MapConsole();
        return app;
    }
}
