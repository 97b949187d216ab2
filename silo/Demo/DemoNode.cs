using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Demo;

/// <summary>Makes a node, not yet started, from the command line and settings that come before all others.</summary>
internal delegate WebApplication NodeBuilder(string[] args, Action<IDictionary<string, string?>> overrides);

/// <summary>
/// The node of the demo: an ordinary one, on a database in a temporary directory. Each location has a loopback address of its own,
/// which is also one of its SIP domains: by it the node tells the two apart, and from it each calls the other.
/// </summary>
internal sealed class DemoNode : IAsyncDisposable
{
    private const int ApiPort = 8080;
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(5);

    // Of Location A and of Location B.
    private static readonly string[] Addresses = ["127.0.0.1", "127.0.0.2"];

    private readonly DirectoryInfo _directory;

    private DemoNode(WebApplication app, DirectoryInfo directory, string apiKey)
    {
        App = app;
        ApiKey = apiKey;
        _directory = directory;
    }

    /// <summary>The host.</summary>
    public WebApplication App { get; }

    /// <summary>The admin key of the API.</summary>
    public string ApiKey { get; }

    /// <summary>Where the API is.</summary>
    public Uri ApiUrl => new(App.Urls.First());

    /// <summary>The node's transports.</summary>
    public IReadOnlyList<SipTransport> Transports => App.Services.GetRequiredService<SipService>().Node.Transports;

    /// <summary>The socket of a location.</summary>
    public TransportAddress SocketOf(DemoSite site) => Transports[site == DemoSite.A ? 0 : 1].Local;

    /// <summary>Starts the node; what the command line and the environment say of the API and of further SIP sockets holds.</summary>
    public static async Task<DemoNode> StartAsync(string[] args, NodeBuilder build, CancellationToken cancellation)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var directory = Directory.CreateTempSubdirectory("system-connector-demo-");
        var apiKey = configuration["Api:BootstrapKey"] ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        WebApplication? app = null;
        try
        {
            app = build(args, settings => Set(settings, configuration, directory, apiKey));
            await app.StartAsync(cancellation);
            return new DemoNode(app, directory, apiKey);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            directory.Delete(recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // After Ctrl+C it has stopped already, and a node stops once.
        if (!App.Lifetime.ApplicationStopped.IsCancellationRequested)
        {
            using var bound = new CancellationTokenSource(StopBound);
            await App.StopAsync(bound.Token);
        }
        await App.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static void Set(IDictionary<string, string?> settings, IConfiguration given, DirectoryInfo directory, string apiKey)
    {
        settings["Storage:Provider"] = "Sqlite";
        settings["Storage:ConnectionString"] = null;
        settings["Storage:Directory"] = directory.FullName;
        settings["Api:BootstrapKey"] = apiKey;
        settings["Api:Urls"] = given["Api:Urls"] ?? FreeUrl();
        settings["Logging:LogLevel:Default"] = given["Logging:LogLevel:Default"] ?? "Warning";
        // Orleans warns of a machine that stalls for a moment, which tells a newcomer nothing.
        settings["Logging:LogLevel:Orleans.Runtime"] = "Error";
        var further = given.GetSection($"{SipOptions.Section}:{nameof(SipOptions.Listen)}").GetChildren().Select(static entry => entry.Value);
        var index = 0;
        foreach (var uri in Addresses.Select(static address => $"udp:{address}:0").Concat(further))
            settings[$"Sip:Listen:{(index++).ToString(CultureInfo.InvariantCulture)}"] = uri;
    }

    private static string FreeUrl() =>
        IsFree(IPAddress.Loopback, ApiPort) && IsFree(IPAddress.IPv6Loopback, ApiPort) ? $"http://localhost:{ApiPort}" : "http://127.0.0.1:0";

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }
}
