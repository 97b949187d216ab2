using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.Tests;

/// <summary>A whole node in this process, on loopback ports that the system chose, with one default site.</summary>
public sealed class RunningNode : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
    private WebApplication? _app;

    internal SipNode Sip => _app!.Services.GetRequiredService<SipService>().Node;

    internal IServiceProvider Services => _app!.Services;

    internal SiteId Site { get; } = SiteId.New();

    public async ValueTask InitializeAsync()
    {
        _app = NodeHost.Build(
        [
            "--Sip:Listen:0=udp:127.0.0.1:0", "--Sip:Listen:1=tcp:127.0.0.1:0", "--Api:Urls=http://127.0.0.1:0",
            $"--Storage:Directory={_directory}", "--Logging:LogLevel:Default=Warning",
        ]);
        await _app.StartAsync();
        var created = await Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(Site.Value).Create(new SiteSpec("A", ["a.example"], IsDefault: true));
        Assert.True(created.Succeeded);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        Directory.Delete(_directory, recursive: true);
    }
}
