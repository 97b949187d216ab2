using System.Diagnostics;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Hosting;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Telemetry;

namespace SystemConnector.Silo.Draining;

/// <summary>
/// While this node drains, be it on request or because it stops, what is new goes to the others. Before anything of it stops, it (1) says
/// that it drains, which moves its trunks, and (2) waits until no trunk is driven here and no call is being set up. One that was drained on
/// request has done so by then; one that is alone, or was declared dead, has nobody to wait for.
/// </summary>
internal sealed partial class Drain(
    IClusterNodes nodes, INodeDraining draining, IFence fence, IUnfinishedWork work, Handover handover, IOptions<NodeOptions> options, TimeProvider time, ILogger<Drain> log)
    : IHostedLifecycleService
{
    // Others take a trunk within a second, and an unregistering takes two at most; what takes longer has nowhere to go.
    private static readonly TimeSpan HandOverBound = TimeSpan.FromSeconds(10), WriteBound = TimeSpan.FromSeconds(3), Glance = TimeSpan.FromMilliseconds(50);

    private volatile bool _isStopping;

    /// <summary>What the rest of a stop takes at most: unregistering what is left, the silo's farewell, open requests of the API.</summary>
    public static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (fence.IsDead || !nodes.HasOthers()) return;
        _isStopping = true;
        handover.IsOn = true;
        var began = time.GetTimestamp();
        try
        {
            // 1.
            if (nodes.Self.State != NodeState.Draining) await Announce(cancellationToken);
            // 2.
            var left = options.Value.DrainTimeout;
            await Until(() => work.Trunks == 0, left < HandOverBound ? left : HandOverBound, cancellationToken);
            left -= time.GetElapsedTime(began);
            await Until(() => work.CallsBeingSetUp == 0, left, cancellationToken);
            using var span = Traces.Past(Traces.Node, "drain", ActivityKind.Internal, time.GetUtcNow() - time.GetElapsedTime(began));
            LogDrained(time.GetElapsedTime(began).TotalSeconds, work.CallsBeingSetUp, work.Trunks);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogCutShort(work.CallsBeingSetUp, work.Trunks);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        nodes.Changed += Follow;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Follow() => handover.IsOn = _isStopping || nodes.Self.State == NodeState.Draining;

    /// <summary>With the database away nobody can be told: then the others learn of it when the node is gone, as of one that died.</summary>
    private async Task Announce(CancellationToken cancellation)
    {
        try
        {
            var outcome = await draining.Set(nodes.Self.Name, draining: true).WaitAsync(WriteBound, time, cancellation);
            if (!outcome.Succeeded) LogNotAnnounced(string.Join(' ', outcome.Faults.Select(static fault => fault.Message)));
        }
#pragma warning disable CA1031 // Whatever keeps it from being written, the node stops all the same.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogNotAnnounced(exception.Message);
        }
    }

    private async Task Until(Func<bool> isOver, TimeSpan bound, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (!isOver() && time.GetElapsedTime(began) < bound) await Task.Delay(Glance, time, cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained in {Seconds:0.0} s: {Calls} calls are still being set up, {Trunks} trunks are still here. The node stops.")]
    private partial void LogDrained(double seconds, int calls, int trunks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The drain was cut short: {Calls} calls are still being set up, {Trunks} trunks are still here.")]
    private partial void LogCutShort(int calls, int trunks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other nodes could not be told that this one drains: {Fault} They take its trunks over once it is gone.")]
    private partial void LogNotAnnounced(string fault);
}
