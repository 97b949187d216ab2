using GraphQL.Types;
using Microsoft.Extensions.Hosting;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api;

/// <summary>Makes the schema and the key ready before the first request, so that a fault in either is seen at start.</summary>
internal sealed class ApiStart(ISchema schema, Authenticator authenticator) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Reading the key is the work of its constructor: that it was injected is enough.
        _ = authenticator;
        schema.Initialize();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
