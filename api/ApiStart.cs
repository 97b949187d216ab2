using GraphQL.Types;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api;

/// <summary>Makes URLs, key and schema ready before the first request, so that a fault in any is seen at start.</summary>
/// <remarks>Takes what it needs only in StartingAsync: by then all options of the host have been validated together.</remarks>
internal sealed class ApiStart(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Listen();
        services.GetRequiredService<Authenticator>();
        services.GetRequiredService<ISchema>().Initialize();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Listen()
    {
        if (services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>() is not { Addresses.Count: 0 } listening) return;
        var urls = services.GetRequiredService<IOptions<ApiOptions>>().Value.Urls;
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) listening.Addresses.Add(url);
    }
}
