using Microsoft.Extensions.Options;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Ladders;

/// <summary>
/// Keeps the last SIP messages of this node as they were on the wire. Threads write into one ring after the other and pass by one that is
/// being written, so none ever waits; nothing is parsed. Probes and registrations, which are most of what an idle node says, are left out.
/// </summary>
internal sealed class MessageRings : IMessageTrace
{
    [ThreadStatic] private static uint t_next;

    private readonly MessageRing[] _rings;
    private readonly TimeProvider _time;

    public MessageRings(IOptions<CallOptions> options, TimeProvider time)
    {
        _time = time;
        var bytes = options.Value.LadderMegabytes * 1024 * 1024;
        _rings = bytes == 0 ? [] : [.. Enumerable.Range(0, Count).Select(_ => new MessageRing(bytes / Count))];
    }

    /// <summary>False when nothing is kept.</summary>
    public bool IsOn => _rings.Length > 0;

    private static int Count => 4;

    /// <inheritdoc/>
    public void Received(ReadOnlySpan<byte> message, in Flow flow) => Keep(message, flow, isSent: false);

    /// <inheritdoc/>
    public void Sent(ReadOnlySpan<byte> message, in Flow flow) => Keep(message, flow, isSent: true);

    /// <summary>Shows what is kept, in no order.</summary>
    public void Read(MessageVisitor visit)
    {
        foreach (var ring in _rings) ring.Read(visit);
    }

    private void Keep(ReadOnlySpan<byte> message, in Flow flow, bool isSent)
    {
        if (!IsOfCall(message)) return;
        var ticks = _time.GetUtcNow().Ticks;
        for (var i = 0; i < _rings.Length; i++)
            if (_rings[t_next++ % (uint)_rings.Length].TryWrite(message, flow, isSent, ticks)) return;
    }

    private static bool IsOfCall(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("OPTIONS "u8) || message.StartsWith("REGISTER "u8)) return false;
        if (!message.StartsWith("SIP/"u8)) return true;
        var cseq = message.IndexOf("CSeq:"u8);
        if (cseq < 0) return true;
        var line = message.Slice(cseq, Math.Min(message.Length - cseq, 40));
        return line.IndexOf("OPTIONS\r"u8) < 0 && line.IndexOf("REGISTER\r"u8) < 0;
    }
}
