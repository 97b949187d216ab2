using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Registrations;

/// <summary>Owns the bindings of one address of record; what it holds in memory is what the database holds, refreshed expiries aside.</summary>
internal sealed partial class AddressOfRecordGrain(RouteReader reader, BindingWriter writer, TimeProvider time, ILogger<AddressOfRecordGrain> logger)
    : Grain, IAddressOfRecordGrain
{
    /// <summary>How long refreshed expiries wait to be written; short against the least time that a registration lasts (60 s).</summary>
    private static readonly TimeSpan _refreshDelay = TimeSpan.FromSeconds(5);

    private ImmutableArray<Binding> _bindings;
    private IGrainTimer? _refreshTimer;
    private bool _unwritten;

    public Task<BindingsChanged> Register(ImmutableArray<Binding> bindings, ContactLimit limit) =>
        Change(current => BindingRules.Register(current, bindings, limit, time.GetUtcNow()));

    public Task<BindingsChanged> Clear(string callId, uint cseq) =>
        Change(current => BindingRules.Clear(current, callId, cseq, time.GetUtcNow()));

    public async Task Refresh(ImmutableArray<Binding> bindings)
    {
        await Load();
        var refreshed = BindingRules.Refresh(_bindings, bindings, time.GetUtcNow());
        if (refreshed.SequenceEqual(_bindings)) return;
        _bindings = refreshed;
        _unwritten = true;
        _refreshTimer ??= this.RegisterGrainTimer(WriteRefreshed, new GrainTimerCreationOptions(_refreshDelay, _refreshDelay) { KeepAlive = true });
    }

    public async Task<ImmutableArray<Binding>> Get()
    {
        await Load();
        return BindingRules.InForce(_bindings, time.GetUtcNow());
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await WriteRefreshed();

    private async Task<BindingsChanged> Change(Func<ImmutableArray<Binding>, BindingsChanged> change)
    {
        try
        {
            await Load();
            var changed = change(_bindings);
            if (changed.Outcome != BindingOutcome.Accepted) return changed;
            await writer.Write(this.GetPrimaryKeyString(), changed.Bindings);
            _bindings = changed.Bindings;
            _unwritten = false;
            return changed;
        }
        catch (StorageUnavailableException)
        {
            return new BindingsChanged(BindingOutcome.StorageUnavailable, _bindings.IsDefault ? [] : BindingRules.InForce(_bindings, time.GetUtcNow()));
        }
    }

    private async Task Load()
    {
        if (!_bindings.IsDefault) return;
        var (site, user) = AddressOfRecordKey.Parse(this.GetPrimaryKeyString());
        _bindings = (await reader.ReadBindings(site, [user], time.GetUtcNow(), CancellationToken.None))[user];
    }

    private async Task WriteRefreshed()
    {
        if (!_unwritten)
        {
            _refreshTimer?.Dispose();
            _refreshTimer = null;
            return;
        }
        try
        {
            await writer.Write(this.GetPrimaryKeyString(), BindingRules.InForce(_bindings, time.GetUtcNow()));
            _unwritten = false;
        }
        catch (StorageUnavailableException exception)
        {
            // Kept in memory; the next tick of the timer tries again.
            LogNotWritten(logger, this.GetPrimaryKeyString(), exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Refreshed bindings of {AddressOfRecord} are not written yet.")]
    private static partial void LogNotWritten(ILogger logger, string addressOfRecord, Exception exception);
}
