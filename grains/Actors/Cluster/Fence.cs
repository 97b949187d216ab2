using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Asks each second whether this node still counts (<see cref="FenceRule"/>), and stops the process when it was declared dead. Time is
/// the monotonic clock's, so that nobody who sets the other one lengthens a lease.
/// </summary>
internal sealed partial class Fence(
    IMembershipRow row, IClusterNodes nodes, INodeWitness witness, NodeDeath death, TimeProvider time, ILogger<Fence> logger)
    : BackgroundService, IFence
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1), _bound = TimeSpan.FromSeconds(1);

    private readonly PeriodicTimer _timer = new(_interval, time);

    // Both are written by the rounds alone and read by everybody.
    private long _confirmedAt;
    private long _aliveAt = time.GetTimestamp();
    private bool _wasMember, _isFenced;

    public bool IsDead => death.IsDeclared;

    // Asked of the clock and not of the last round: a process that was frozen is fenced before it does anything else.
    public bool MayOwn => !IsDead && Volatile.Read(ref _confirmedAt) is not 0 and var at && time.GetElapsedTime(at) <= FenceRule.Lease;

    public bool MayTakeCalls => !IsDead && time.GetElapsedTime(Volatile.Read(ref _aliveAt)) <= StandStill.Bound;

    /// <summary>The first round is part of the start: what starts later may act at once.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Round(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!IsDead && await _timer.WaitForNextTickAsync(stoppingToken)) await Round(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; what is left of the lease is for taking registrations back.
        }
    }

    /// <summary>Asks once and draws the conclusion.</summary>
    internal async Task Round(CancellationToken stopping)
    {
        // 1. A gap since the last round means that the process stood still; then new calls wait for the end of this one.
        var began = time.GetTimestamp();
        if (time.GetElapsedTime(_aliveAt, began) <= StandStill.Bound) Volatile.Write(ref _aliveAt, began);

        // 2. The findings.
        var database = await Ask(stopping);
        _wasMember |= database == OwnMembership.Alive;
        var (others, heard) = database == OwnMembership.Silent ? Peers() : default;

        // 3. The verdict. An answer that was asked for before the process stood still is as old as the question.
        switch (FenceRule.Of(database, _wasMember, others, heard))
        {
            case FenceVerdict.Confirmed:
                Volatile.Write(ref _confirmedAt, began);
                break;
            case FenceVerdict.Dead:
                death.Declare();
                return;
        }
        Say(others, heard);
        if (time.GetElapsedTime(began) <= StandStill.Bound) Volatile.Write(ref _aliveAt, time.GetTimestamp());
    }

    private async Task<OwnMembership> Ask(CancellationToken stopping)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            // Given up by the clock too: a driver may be slow to notice that nobody waits any more.
            return await row.Read(bound.Token).WaitAsync(_bound, time, stopping);
        }
#pragma warning disable CA1031 // Whatever a database that is away throws, it is away.
        catch (Exception exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            await bound.CancelAsync();
            LogSilent(exception.Message);
            return OwnMembership.Silent;
        }
    }

    private (int Others, int Heard) Peers()
    {
        var (others, heard) = (0, 0);
        foreach (var node in nodes.All)
        {
            if (node.Number == nodes.Self.Number || node.State is not (NodeState.Active or NodeState.Draining)) continue;
            others++;
            if (witness.IsHeard(node.Number)) heard++;
        }
        return (others, heard);
    }

    private void Say(int others, int heard)
    {
        var isFenced = !MayOwn;
        if (isFenced == _isFenced) return;
        _isFenced = isFenced;
        if (!isFenced) LogLifted();
        else if (_wasMember) LogFenced(FenceRule.Lease.TotalSeconds, heard, others);
    }

    [LoggerMessage(1, LogLevel.Warning,
        "This node is fenced: for {Seconds} s the database did not answer, and only {Heard} of {Others} other nodes do. It neither registers nor watches trunks until "
        + "one of them is back, since the others may have taken them over; calls go on from memory. Check its network and the database.")]
    private partial void LogFenced(double seconds, int heard, int others);

    [LoggerMessage(2, LogLevel.Information, "This node counts again: it registers and watches its trunks.")]
    private partial void LogLifted();

    [LoggerMessage(3, LogLevel.Debug, "The database does not say whether this node counts: {Fault}")]
    private partial void LogSilent(string fault);
}
