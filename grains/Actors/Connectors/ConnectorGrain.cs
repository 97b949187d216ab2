using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Connectors;

/// <summary>Owns one connector. Holds its configuration and the state of its trunk while it is active, and has the trunk driven.</summary>
[KeepAlive, HomePlacement]
internal sealed partial class ConnectorGrain(
    ConfigurationStore store,
    SecretProtector protector,
    RoutePublisher publisher,
    ITrunkDriver driver,
    ITrunkDoctor doctor,
    TrunkStates trunks,
    TrunkAnnouncer announcer,
    IEventPublisher events,
    ConnectorOwnership ownership,
    ActiveConnectors active,
    IClusterNodes nodes,
    TimeProvider time,
    ILogger<ConnectorGrain> logger) : Grain, IConnectorGrain
{
    private readonly ChannelAllotments _channels = new(time);
    private Connector? _connector;
    private TrunkStatus? _trunk;

    // Of this life: taken in the database when the connector is loaded or created.
    private long _epoch;
    private DateTimeOffset _homeSince;

    // A write was refused since a later life has the connector.
    private bool _isSuperseded;

    // What the home before this one said last; what it left at the far side is this one's to take back, once.
    private TrunkStatus? _former;

    private ConnectorId Id => new(this.GetPrimaryKey());

    public Task<Outcome<Connector>> Create(SiteId site, ConnectorSpec spec) => Change(async (db, log, effects) =>
    {
        var check = await ConnectorReview.OfNew(db, site, Id, spec);
        if (check.Draft is null) return Outcome.Refused<Connector>(check.Faults);

        var row = new ConnectorRow { Id = Id.Value, SiteId = site.Value };
        ConnectorRows.Fill(row, check.Draft, protector, time.GetUtcNow());
        db.Connectors.Add(row);
        db.ConnectorOwners.Add(ownership.First(Id));
        effects.Epoch = 1;
        log.Connector(Id);
        return await Changed(db, log, row, [], effects, check.Warnings);
    });

    public Task<Outcome<Connector>> Update(ConnectorSpec spec, long? expectedVersion) => ChangeExisting(async (db, log, effects) =>
    {
        if (await Find(db) is not { } row) return NoSuchConnector();
        var check = await ConnectorReview.OfChange(db, row, spec, expectedVersion, protector);
        if (check.Draft is null) return Outcome.Refused<Connector>(check.Faults);

        var former = Records.Of(row);
        ConnectorRows.Fill(row, check.Draft, protector, time.GetUtcNow());
        log.Connector(Id);
        if (!Records.Of(row).Ranges.Select(static r => r.Numbers).ToHashSet().IsSupersetOf(former.Ranges.Select(static r => r.Numbers)))
            await DecisionDrop.Outside(db, log, row, time.GetUtcNow());
        return await Changed(db, log, row, former.Ranges, effects, check.Warnings);
    });

    public Task<Outcome<Connector>> SetEnabled(bool enabled) => ChangeExisting(async (db, log, effects) =>
    {
        if (await Find(db) is not { } row) return NoSuchConnector();
        if (row.Enabled != enabled)
        {
            row.Enabled = enabled;
            row.Version++;
            effects.Drive = row;
            effects.Touched.AddRange(await TouchedRanges.ByRanges(db, row.SiteId, [.. Records.Of(row).Ranges.Select(static r => r.Numbers)]));
            log.Connector(Id);
        }
        return Outcome.Of(Records.Of(row));
    });

    public async Task<Outcome<Connector>> Delete()
    {
        var outcome = await ChangeExisting(async (db, log, effects) =>
        {
            if (await Find(db) is not { } row) return NoSuchConnector();
            var connector = Records.Of(row);
            effects.Touched.AddRange(await TouchedRanges.ByRanges(db, row.SiteId, [.. connector.Ranges.Select(static r => r.Numbers)]));
            await DecisionDrop.All(db, log, row, time.GetUtcNow());
            if (connector.Username is { } user && await db.Bindings.AnyAsync(b => b.SiteId == row.SiteId && b.User == user))
            {
                await db.Bindings.Where(b => b.SiteId == row.SiteId && b.User == user).ExecuteDeleteAsync();
                log.Bindings(Contracts.Registrations.AddressOfRecordKey.Of(connector.Site, user));
            }
            db.Connectors.Remove(row);
            log.Connector(Id);
            return Outcome.Of(connector);
        });
        if (!outcome.Succeeded) return outcome;
        await Forget();
        DeactivateOnIdle();
        return outcome;
    }

    public async Task<Connector?> Get()
    {
        await Load();
        return _connector;
    }

    public async Task<TrunkStatus?> GetTrunk()
    {
        await Load();
        return _connector is null ? null : _trunk;
    }

    public async Task Ensure()
    {
        if (nodes.HomeOf(Id) is { } home && home.Number != nodes.Self.Number) MigrateOnIdle();
        else await Load();
    }

    public async Task Reload()
    {
        await Forget();
        await Load();
    }

    public Task ReportTrunk(TrunkStatus status)
    {
        // The driver may say a last word after the connector was disabled, deleted or moved; that of a former home arrives here.
        if (_connector is not { Enabled: true } || status.Connector != Id) return Task.CompletedTask;
        if (status.Node != nodes.Self.Name || (status.Epoch != 0 && status.Epoch != _epoch)) return Task.CompletedTask;
        Announce(status);
        return Task.CompletedTask;
    }

    public async Task<ChannelAllotment> ReportChannels(NodeChannels report)
    {
        await Load();
        return _channels.Report(report, _connector?.Limits.Channels ?? 0);
    }

    public Task<ImmutableArray<NodeChannels>> GetChannels() => Task.FromResult(_channels.InUse);

    public async Task<Outcome<Examination>> Examine(string? testNumber)
    {
        // It interleaves, so it must not load: that would drive a trunk between two steps of a change.
        if (_connector is not { } connector) return Outcome.Refused<Examination>(new Fault(FaultCode.NotFound, "", "There is no such connector."));
        if (testNumber is not null && !Number.TryParse(testNumber, out _))
            return Outcome.Refused<Examination>(new Fault(FaultCode.Malformed, "testNumber", "A test number has 1 to 15 symbols: digits, '*' and '#'."));
        return connector.Enabled
            ? await doctor.Examine(Id, testNumber)
            : Outcome.Of(new Examination(false, "The connector is disabled, so it neither registers nor carries calls; enable it.", []));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Forget();

    /// <summary>Reads the configuration when it is not here yet, and starts the trunk.</summary>
    private async Task Load()
    {
        if (_connector is not null) return;
        var owned = await ownership.Take(Id);
        Begin(owned.Epoch);
        _former = trunks.Find(Id);
        if (owned.Row is { } row) await Drive(row);
        else DeactivateOnIdle();
    }

    /// <summary>Loads the connector, so that this life may write, then changes it.</summary>
    private async Task<Outcome<Connector>> ChangeExisting(Func<ConnectorDb, ChangeLog, Effects, Task<Outcome<Connector>>> write)
    {
        try
        {
            await Load();
        }
        catch (StorageUnavailableException exception)
        {
            DeactivateOnIdle();
            return Outcome.Refused<Connector>(StorageFault.Of(exception));
        }
        return _connector is null ? NoSuchConnector() : await Change(write);
    }

    /// <summary>Writes a change, has the trunk driven with it, tells the ranges that it touches, publishes it.</summary>
    private async Task<Outcome<Connector>> Change(Func<ConnectorDb, ChangeLog, Effects, Task<Outcome<Connector>>> write)
    {
        try
        {
            var effects = new Effects();
            var (outcome, sequence) = await store.Write(async (db, log) =>
            {
                if (_connector is not null) await ConnectorOwnership.Hold(db, Id, _epoch);
                var written = await write(db, log, effects);
                if (written.Succeeded) await TouchedRanges.Mark(db, log, effects.Touched);
                return written;
            });
            if (!outcome.Succeeded)
            {
                // A refused creation must not leave an activation behind that never ends.
                if (_connector is null) DeactivateOnIdle();
                return outcome;
            }
            if (effects.Epoch is { } epoch) Begin(epoch);
            if (effects.Drive is { } row) await Drive(row);
            await TouchedRanges.Invalidate(GrainFactory, effects.Touched);
            await publisher.Publish(sequence);
            return outcome;
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<Connector>(StorageFault.Of(exception));
        }
        catch (StaleOwnerException exception)
        {
            LogStale(logger, Id, exception);
            _isSuperseded = true;
            await Forget();
            DeactivateOnIdle();
            return Outcome.Refused<Connector>(new Fault(FaultCode.StaleVersion, "", "The connector has just moved to another node; nothing was changed. Try again."));
        }
    }

    private async Task<Outcome<Connector>> Changed(
        ConnectorDb db, ChangeLog log, ConnectorRow row, ImmutableArray<ExtensionRange> former, Effects effects, ImmutableArray<Warning> warnings)
    {
        var connector = Records.Of(row);
        NumberRange[] numbers = [.. former.Concat(connector.Ranges).Select(static r => r.Numbers)];
        effects.Drive = row;
        effects.Touched.AddRange(await TouchedRanges.ByRanges(db, row.SiteId, numbers));
        effects.Touched.AddRange(former.Concat(connector.Ranges).Select(static r => r.Id.Value));
        // Those that are new are not in the database yet, where the others are marked.
        foreach (var range in row.Ranges) range.FactsVersion = log.Next;
        return Outcome.Of(connector, [.. warnings, .. await OverlapWarnings.Of(db, connector)]);
    }

    private async Task Drive(ConnectorRow row)
    {
        var before = _connector;
        _connector = Records.Of(row);
        active.Add(Id, new ActiveConnector(GrainContext, _epoch));
        if (!_connector.Enabled)
        {
            await driver.Release(Id, unregister: true);
            Announce(Status(TrunkState.Disabled, usable: false, "The connector is disabled."));
            return;
        }
        if (before is not { Enabled: true }) Announce(Status(TrunkState.Starting, usable: true, "") with { Contact = _former?.Contact ?? "" });
        var trunk = ConnectorRows.Trunk(_connector, ConnectorRows.Password(row, protector), ConnectorRows.PreviousPassword(row, protector, time.GetUtcNow()));
        driver.Drive(trunk with
        {
            Epoch = _epoch,
            FormerContact = _former?.Contact ?? "",
            IsTakenOver = _former is { } former && former.Node != nodes.Self.Name,
            WasUsable = _former is { Usable: true } && _former.Node != nodes.Self.Name,
        });
        _former = null;
    }

    private TrunkStatus Status(TrunkState state, bool usable, string cause) =>
        new(Id, state, usable, cause, time.GetUtcNow(), null, null, nodes.Self.Name);

    private void Begin(long epoch)
    {
        _epoch = epoch;
        _isSuperseded = false;
        _homeSince = time.GetUtcNow();
    }

    /// <summary>At once on this node; the others hear of it by the sequencer.</summary>
    private void Announce(TrunkStatus status)
    {
        _trunk = status with { Epoch = _epoch, HomeSince = _homeSince };
        var before = trunks.Find(Id);
        trunks.Apply(_trunk);
        announcer.Announce(_trunk);
        if (_connector is { } connector && TrunkStateChanged.Between(connector.Site, before, _trunk, time.GetUtcNow()) is { } changed) events.Publish(changed);
    }

    private async Task Forget()
    {
        if (_connector is null) return;
        var last = _trunk;
        _connector = null;
        _trunk = null;
        active.Remove(Id, GrainContext);
        // A later life registers as it likes, and speaks for the trunk.
        if (_isSuperseded || trunks.Find(Id)?.Epoch > _epoch)
        {
            await driver.Release(Id, unregister: false);
            return;
        }
        // The next home takes back what is left at the far side, and is told when nothing is.
        if (await driver.Release(Id, unregister: true) && last is { Contact.Length: > 0 }) Announce(last with { Contact = "" });
    }

    private static Outcome<Connector> NoSuchConnector() =>
        Outcome.Refused<Connector>(new Fault(FaultCode.NotFound, "", "There is no such connector."));

    private Task<ConnectorRow?> Find(ConnectorDb db) =>
        db.Connectors.Include(static c => c.Ranges).SingleOrDefaultAsync(c => c.Id == Id.Value);

    /// <summary>What follows once a change is committed.</summary>
    private sealed class Effects
    {
        /// <summary>The row with which the trunk is driven from now on; null when that does not change.</summary>
        public ConnectorRow? Drive { get; set; }

        /// <summary>The epoch that began with the change; null when none did.</summary>
        public long? Epoch { get; set; }

        /// <summary>Ranges whose conflicts are to be computed anew.</summary>
        public List<Guid> Touched { get; } = [];
    }

    [LoggerMessage(1, LogLevel.Warning, "Connector {Connector} is active elsewhere: this activation ends.")]
    private static partial void LogStale(ILogger logger, ConnectorId connector, Exception exception);
}
