using System.Buffers.Binary;

namespace SystemConnector.Sip.Media;

/// <summary>Counts the packets that a sender of RTP numbered and that did not come (RFC 3550 §A.1 and §A.3).</summary>
internal struct SequenceCounter
{
    // A larger jump is a sender that starts anew, not a loss (RFC 3550 §A.1, MAX_DROPOUT).
    private const int MostMissed = 3000;

    private uint _source;
    private ushort _highest;
    private bool _hasBegun;
    private long _lost;

    /// <summary>How many did not come; less when late ones come after all.</summary>
    public readonly long Lost => Math.Max(0, Volatile.Read(in _lost));

    /// <summary>Counts an RTP packet.</summary>
    public void Count(ReadOnlySpan<byte> packet)
    {
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var source = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        var step = (short)(sequence - _highest);
        if (!_hasBegun || source != _source || step is > MostMissed or < -MostMissed)
        {
            _hasBegun = true;
            _source = source;
            _highest = sequence;
        }
        else if (step > 0)
        {
            _lost += step - 1;
            _highest = sequence;
        }
        else if (step < 0)
        {
            _lost--; // One that was counted as lost.
        }
    }
}
