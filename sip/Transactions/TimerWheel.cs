namespace SystemConnector.Sip.Transactions;

/// <summary>Something with one time at which it wants to be called. Belongs to one wheel at a time.</summary>
public abstract class TimedEntry
{
    internal TimedEntry? Previous, Next;
    internal int Slot = -1;

    /// <summary>When it is due, in milliseconds of the shard's clock.</summary>
    internal long DueAt;

    /// <summary>The time has come. Called under the lock of the shard.</summary>
    internal abstract void OnDue(long now);
}

/// <summary>
/// A hashed timing wheel: setting, moving and cancelling a timer is a few pointer writes, whatever the number of timers.
/// Not thread-safe: it is part of a shard and used under its lock.
/// </summary>
internal sealed class TimerWheel(Action<Exception> onFault)
{
    /// <summary>How finely timers are kept, in milliseconds: a tenth of T1.</summary>
    public const int Resolution = 50;

    // 1024 slots span 51 s: every timer of RFC 3261 but timer C is met on the first turn.
    private const int Slots = 1024;

    // After the slots: what is due and not called yet.
    private const int DueList = Slots;

    private readonly TimedEntry?[] _heads = new TimedEntry?[Slots + 1];
    private long _tick;

    /// <summary>How many timers are set.</summary>
    public int Count { get; private set; }

    /// <summary>Sets or moves the entry's time.</summary>
    public void Set(TimedEntry entry, long dueAt)
    {
        Cancel(entry);
        entry.DueAt = dueAt;
        // Rounded up, and never into the slot that is being emptied.
        var tick = Math.Max((dueAt + Resolution - 1) / Resolution, _tick + 1);
        Link(entry, (int)(tick % Slots));
    }

    /// <summary>Takes the entry off the wheel; nothing happens when it is not on it.</summary>
    public void Cancel(TimedEntry entry)
    {
        if (entry.Slot < 0) return;
        if (entry.Previous is null) _heads[entry.Slot] = entry.Next;
        else entry.Previous.Next = entry.Next;
        if (entry.Next is not null) entry.Next.Previous = entry.Previous;
        entry.Previous = entry.Next = null;
        entry.Slot = -1;
        Count--;
    }

    /// <summary>Turns the wheel to the time and calls what is due.</summary>
    public void Advance(long now)
    {
        var target = now / Resolution;
        // After a long pause of the process one turn meets every timer.
        if (target - _tick > Slots) _tick = target - Slots;
        while (_tick < target)
        {
            _tick++;
            CallDue((int)(_tick % Slots), now);
        }
    }

    private void CallDue(int slot, long now)
    {
        // What is due moves to a list of its own first: a callback may set and cancel any entry, due ones included.
        for (var entry = _heads[slot]; entry is not null;)
        {
            var next = entry.Next;
            if (entry.DueAt <= now)
            {
                Cancel(entry);
                Link(entry, DueList);
            }
            entry = next;
        }
        while (_heads[DueList] is { } due)
        {
            Cancel(due);
            Call(due, now);
        }
    }

    private void Link(TimedEntry entry, int slot)
    {
        entry.Slot = slot;
        entry.Next = _heads[slot];
        if (entry.Next is not null) entry.Next.Previous = entry;
        _heads[slot] = entry;
        Count++;
    }

    private void Call(TimedEntry entry, long now)
    {
        try
        {
            entry.OnDue(now);
        }
#pragma warning disable CA1031 // One entry's bug must not stop the timers of all calls.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            onFault(exception);
        }
    }
}
