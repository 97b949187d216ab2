namespace SystemConnector.Sip.Transports;

/// <summary>
/// Bytes that wait to be written to one connection, bounded, with the tickets of their messages. Two buffers change places: one is
/// written while the other fills. Not thread-safe.
/// </summary>
internal sealed class StreamWriteQueue(int maxBytes)
{
    private readonly List<SendTicket> _tickets = [];
    private byte[] _filling = [];
    private byte[] _writing = [];
    private int _length;
    private int _ticketsBeingWritten;

    public bool IsEmpty => _length == 0;

    /// <summary>Adds bytes; false when the bound would be passed.</summary>
    public bool TryAdd(ReadOnlySpan<byte> bytes, SendTicket ticket)
    {
        if (bytes.Length > maxBytes - _length) return false;
        if (bytes.Length > _filling.Length - _length) Array.Resize(ref _filling, Math.Max(_length + bytes.Length, Math.Min(2 * _filling.Length, maxBytes)));
        bytes.CopyTo(_filling.AsSpan(_length));
        _length += bytes.Length;
        if (ticket.Branch != 0) _tickets.Add(ticket);
        return true;
    }

    /// <summary>Takes all that waits; the batch before is written. Empty when nothing waits, and then the buffers are let go.</summary>
    public ReadOnlyMemory<byte> NextBatch()
    {
        _tickets.RemoveRange(0, _ticketsBeingWritten);
        _ticketsBeingWritten = _tickets.Count;
        if (_length == 0)
        {
            _filling = _writing = [];
            return default;
        }
        (_filling, _writing) = (_writing, _filling);
        var batch = _writing.AsMemory(0, _length);
        _length = 0;
        return batch;
    }

    /// <summary>The tickets of the messages that are not, or not wholly, written.</summary>
    public SendTicket[] Tickets => [.. _tickets];
}
