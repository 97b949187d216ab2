using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>
/// Keeps the counts of conflicts in the database, behind the changes and never in their way. A change marks the ranges that it touches in
/// its own transaction and their grains bring them here; one node also looks for marked ones every few seconds, so a node that dies with
/// counts undone leaves nothing wrong for longer than that.
/// </summary>
internal sealed partial class ConflictCounter(
    ConfigurationStore store, IEventPublisher events, IClusterNodes nodes, TimeProvider time, ILogger<ConflictCounter> logger) : BackgroundService
{
    /// <summary>Ranges that one look for marked ones takes.</summary>
    private const int MaxFound = 500;

    /// <summary>Changes that follow each other so closely are counted once, but not later than after the longest wait.</summary>
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(200), _longestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _lookInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<RangeId, bool> _waiting = new();
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>Has a range counted soon.</summary>
    public void Enqueue(RangeId range)
    {
        if (_waiting.TryAdd(range, true) && _news.CurrentCount == 0) _news.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var looked = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var left = _lookInterval - time.GetElapsedTime(looked);
                if (left > TimeSpan.Zero && await HasNews(left, stoppingToken)) await UntilQuiet(stoppingToken);
                if (time.GetElapsedTime(looked) >= _lookInterval)
                {
                    looked = time.GetTimestamp();
                    if (IsFirstNode()) await FindMarked(stoppingToken);
                }
                foreach (var range in _waiting.Keys) await Count(range, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a round fails of, the marked ranges are found again by the next look.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotCounted(logger, exception);
                _waiting.Clear();
                await Task.Delay(_lookInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _news.Dispose();
    }

    private async Task<bool> HasNews(TimeSpan bound, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(bound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await _news.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task UntilQuiet(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        int before;
        do
        {
            before = _waiting.Count;
            await Task.Delay(_quiet, time, cancellation);
        }
        while (_waiting.Count > before && time.GetElapsedTime(began) < _longestWait);
    }

    private bool IsFirstNode() =>
        nodes.All.Where(static n => n.State is NodeState.Active or NodeState.Draining).MinBy(static n => n.Number) is not { } first || first.Number == nodes.Self.Number;

    private async Task FindMarked(CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var found = await store.Read(db => db.ExtensionRanges.Where(r => r.FactsVersion >= r.CountedVersion || r.RecountAt <= now)
            .Select(static r => r.Id).Order().Take(MaxFound).ToListAsync(cancellation), cancellation);
        foreach (var range in found) _waiting.TryAdd(new RangeId(range), true);
    }

    private async Task Count(RangeId range, CancellationToken cancellation)
    {
        // Taken out first: what changes from here on is brought anew.
        _waiting.TryRemove(range, out _);
        var now = time.GetUtcNow();
        if (await store.Read(db => RangeFactsReader.Read(db, range.Value, now), cancellation) is not { } facts) return;
        var conflicts = Conflicts.Of(facts, now);
        ImmutableArray<ConflictCount> counts = [.. conflicts.GroupBy(static c => c.Kind).OrderBy(static k => k.Key).Select(k => new ConflictCount(range, k.Key, k.Count()))];
        if (await store.WriteBeside(db => Write(db, facts, counts, now)))
            events.Publish(new ConflictsChanged(facts.Site, now, facts.Connector, range, counts));
    }

    /// <summary>False when somebody counted a later state meanwhile, or the range is gone.</summary>
    internal static async Task<bool> Write(ConnectorDb db, RangeFacts facts, ImmutableArray<ConflictCount> counts, DateTimeOffset now)
    {
        var (id, counted, recountAt) = (facts.Id.Value, facts.Version + 1, Conflicts.NextChange(facts, now)?.ToUnixTimeMilliseconds());
        // The range's own row is locked first, and no other before its connector's: whoever changes or deletes it waits here, or we for them.
        var isOurs = await db.ExtensionRanges.Where(r => r.Id == id && r.CountedVersion <= counted).ExecuteUpdateAsync(set => set
            .SetProperty(static r => r.CountedVersion, counted).SetProperty(static r => r.RecountAt, recountAt));
        if (isOurs == 0) return false;
        var rows = await db.RangeConflicts.Where(c => c.RangeId == id).ToDictionaryAsync(static c => c.Kind);
        foreach (var count in counts)
        {
            if (!rows.Remove((int)count.Kind, out var row)) row = db.RangeConflicts.Add(new RangeConflictsRow { RangeId = id, Kind = (int)count.Kind }).Entity;
            row.Count = count.Count;
        }
        db.RangeConflicts.RemoveRange(rows.Values);
        await db.SaveChangesAsync();
        // The sum beside the connector, by which lists are sorted. Its row is locked after the range's, as in every change of a connector, and
        // before the sum: of two ranges that are counted at once the second one sums what the first one wrote.
        var connector = facts.Connector.Value;
        await db.Connectors.Where(c => c.Id == connector).ExecuteUpdateAsync(static set => set.SetProperty(static c => c.ConflictCount, static c => c.ConflictCount));
        var sum = await db.ExtensionRanges.Where(r => r.ConnectorId == connector)
            .Join(db.RangeConflicts, static r => r.Id, static c => c.RangeId, static (_, c) => c.Count).SumAsync();
        await db.Connectors.Where(c => c.Id == connector && c.ConflictCount != sum).ExecuteUpdateAsync(set => set.SetProperty(static c => c.ConflictCount, sum));
        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "Conflicts could not be counted; they are counted as soon as the database answers.")]
    private static partial void LogNotCounted(ILogger logger, Exception exception);
}
