using System.Runtime.InteropServices;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>What went over one socket since it was opened. Any thread counts; a message costs two atomic additions and no object.</summary>
public sealed class TransportCounters
{
    private readonly long[] _faults = new long[(int)MessageFault.MessageTooLarge + 1];
    private Direction _received, _sent;
    private long _failed, _refused;

    /// <summary>Whole messages that came, and their bytes.</summary>
    public (long Messages, long Bytes) Received => _received.Read();

    /// <summary>Messages that the system or a queue took, and their bytes.</summary>
    public (long Messages, long Bytes) Sent => _sent.Read();

    /// <summary>Connections that could not be opened, or whose TLS handshake failed.</summary>
    public long ConnectionsFailed => Volatile.Read(ref _failed);

    /// <summary>Connections that were refused because there were too many.</summary>
    public long ConnectionsRefused => Volatile.Read(ref _refused);

    /// <summary>Messages that came with that fault.</summary>
    public long Faulty(MessageFault fault) => Volatile.Read(ref _faults[(int)fault]);

    internal void CountReceived(int bytes) => _received.Add(bytes);

    internal void CountSent(int bytes) => _sent.Add(bytes);

    internal void CountFaulty(MessageFault fault) => Interlocked.Increment(ref _faults[(int)fault]);

    internal void CountFailed() => Interlocked.Increment(ref _failed);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    /// <summary>As large as two cache lines: those who receive and those who send do not wait for one another.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Direction
    {
        private long _messages, _bytes;

        public void Add(int bytes)
        {
            Interlocked.Increment(ref _messages);
            Interlocked.Add(ref _bytes, bytes);
        }

        public (long Messages, long Bytes) Read() => (Volatile.Read(ref _messages), Volatile.Read(ref _bytes));
    }
}
