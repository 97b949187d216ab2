namespace SystemConnector.Sip.Messages;

/// <summary>A stretch of a message's buffer.</summary>
public readonly record struct Slice(int Start, int Length)
{
    /// <summary>True when there is nothing in it.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The offset behind its last byte.</summary>
    public int End => Start + Length;
}
