namespace SystemConnector.Sip.Transports;

/// <summary>
/// Lets others see whether a loop that mostly waits is stuck in its work: a number that grows with each step of the loop, even while it
/// waits and odd while it works. The loop writes two words a turn and reads no clock.
/// </summary>
public sealed class LoopTurn
{
    private long _value;

    /// <summary>The number. One that is odd and the same as some time ago belongs to a loop that is stuck.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>The loop is about to wait, whatever became of its work.</summary>
    internal void Waits() => Volatile.Write(ref _value, (_value + 1) & ~1L);

    /// <summary>The loop got something to do.</summary>
    internal void Works() => Volatile.Write(ref _value, _value | 1);
}
