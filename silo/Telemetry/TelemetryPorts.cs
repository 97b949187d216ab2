using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace SystemConnector.Silo.Telemetry;

/// <summary>The ports of <see cref="TelemetryOptions.Urls"/>, also those that the system chose.</summary>
internal sealed class TelemetryPorts(IServer server, IOptions<TelemetryOptions> options)
{
    private volatile int[] _ports = [];

    /// <summary>Whether a port is for metrics and health alone; any thread.</summary>
    public bool Contains(int port) => Array.IndexOf(_ports, port) >= 0;

    /// <summary>Has the server listen there too, behind what it listens on anyway.</summary>
    public void Listen()
    {
        if (Addresses is not { } addresses) return;
        foreach (var url in options.Value.UrlList) addresses.Add(url);
    }

    /// <summary>The server listens: its last addresses are those that were added last.</summary>
    public void Listening() =>
        _ports = [.. (Addresses ?? []).TakeLast(options.Value.UrlList.Count).Select(static address => BindingAddress.Parse(address).Port)];

    private ICollection<string>? Addresses => server.Features.Get<IServerAddressesFeature>()?.Addresses;
}
