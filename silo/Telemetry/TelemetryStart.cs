using System.Diagnostics.Metrics;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Makes the instruments when the node starts, and has it listen for who reads them.</summary>
internal sealed class TelemetryStart(IServiceProvider services, IMeterFactory meters) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<TelemetryPorts>().Listen();
        services.GetRequiredService<CallMetrics>();
        services.GetRequiredService<CallRecordInstruments>().Add(meters.Create("SystemConnector.CallRecords"));
        services.GetRequiredService<SipInstruments>().Add(meters.Create("SystemConnector.Sip"));
        services.GetRequiredService<TrunkInstruments>().Add(meters.Create("SystemConnector.Trunks"));
        services.GetRequiredService<MediaInstruments>().Add(meters.Create("SystemConnector.Media"));
        services.GetRequiredService<NodeInstruments>().Add(meters.Create("SystemConnector.Node"));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<TelemetryPorts>().Listening();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
