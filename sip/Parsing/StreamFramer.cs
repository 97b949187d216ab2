using System.Buffers;

namespace SystemConnector.Sip.Parsing;

/// <summary>
/// Cuts a stream into messages and keep-alives (RFC 3261 §18.3, RFC 5626 §3.5.1). One per connection, used by one thread at a time:
/// <see cref="GetBuffer"/>, receive into it, <see cref="Advance"/>, then <see cref="TryRead"/> until it needs more.
/// </summary>
/// <remarks>
/// The frames do not depend on how the stream arrives in pieces. The buffer comes from a pool, begins at 4 KiB, doubles while a
/// message does not fit, and never exceeds what the largest message needs: a slow or lying sender costs what it has sent.
/// </remarks>
public sealed class StreamFramer : IDisposable
{
    private const int InitialSize = 4096;
    private const int LeastRoom = 512;

    private readonly int _maxMessageSize;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>How far behind <see cref="_start"/> no empty line is: a slow sender's bytes are not searched again and again.</summary>
    private int _searched;

    /// <summary>The length of the message at <see cref="_start"/>; 0 while its header is not complete.</summary>
    private int _length;

    /// <summary>Frames messages up to <see cref="SipLimits.MaxMessageSize"/>.</summary>
    public StreamFramer(SipLimits limits) => _maxMessageSize = limits.MaxMessageSize;

    /// <summary>What is wrong once <see cref="TryRead"/> said <see cref="FrameKind.Fault"/>.</summary>
    public MessageFault Fault { get; private set; }

    /// <summary>
    /// True while part of a message is held: a sender that leaves it so for long is to be cut off. A line end that is held
    /// (<see cref="FrameKind.Pong"/>) is whole by itself.
    /// </summary>
    public bool HasPartialMessage => _end > _start && _buffer[_start] != '\r';

    /// <summary>Room to receive into, never empty. Frames read before are gone.</summary>
    public Memory<byte> GetBuffer()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            // A large message's buffer goes back at once: most connections are idle most of the time.
            if (_buffer.Length > InitialSize) Return();
            if (_buffer.Length == 0) _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
        }
        else if (_buffer.Length - _end < LeastRoom)
        {
            MakeRoom();
        }
        return _buffer.AsMemory(_end);
    }

    /// <summary>Says how many bytes were received.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Reads the next frame. A message lies in the buffer until the next <see cref="GetBuffer"/>.</summary>
    public FrameKind TryRead(out byte[] buffer, out int start, out int length)
    {
        buffer = _buffer;
        start = _start;
        length = 0;
        if (Fault != MessageFault.None) return FrameKind.Fault;
        if (_start == _end) return FrameKind.NeedMore;
        if (_buffer[_start] is (byte)'\r' or (byte)'\n') return LineEnd();

        // The fast path: one read brought one whole message.
        if (_length == 0)
        {
            Fault = Measure();
            if (Fault != MessageFault.None) return FrameKind.Fault;
        }
        if (_length == 0 || _length > _end - _start) return FrameKind.NeedMore;
        length = _length;
        Consume(length);
        return FrameKind.Message;
    }

    /// <summary>Takes a line end that is held and nothing else, for who knows that it is no half of a ping.</summary>
    public bool TryTakeLineEnd()
    {
        if (!_buffer.AsSpan(_start, _end - _start).SequenceEqual("\r\n"u8)) return false;
        Consume(2);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Return();
        _start = _end = 0;
    }

    /// <summary>
    /// A line end in front of a message. One alone is held until the next byte shows whether it is half of a ping, so that the answer
    /// does not depend on how the bytes arrive.
    /// </summary>
    private FrameKind LineEnd()
    {
        var held = _buffer.AsSpan(_start, _end - _start);
        if (held[0] == '\n')
        {
            Consume(1);
            return FrameKind.Pong;
        }
        if (held.Length < 3) return FrameKind.NeedMore;
        if (held[1] != '\n') return Fail(MessageFault.NotSip);
        if (held[2] != '\r')
        {
            Consume(2);
            return FrameKind.Pong;
        }
        if (held.Length < 4) return FrameKind.NeedMore;
        if (held[3] != '\n') return Fail(MessageFault.NotSip);
        Consume(4);
        return FrameKind.Ping;
    }

    private FrameKind Fail(MessageFault fault)
    {
        Fault = fault;
        return FrameKind.Fault;
    }

    /// <summary>Finds the message's length once its header is complete.</summary>
    private MessageFault Measure()
    {
        var held = _buffer.AsSpan(_start, _end - _start);
        var headerLength = HeaderLength(held, _searched);
        if (headerLength == 0)
        {
            // The last two bytes may begin the empty line.
            _searched = Math.Max(0, held.Length - 2);
            return held.Length >= _maxMessageSize ? MessageFault.MessageTooLarge : MessageFault.None;
        }
        var fault = ContentLength.Find(held[..headerLength], out var bodyLength);
        if (fault != MessageFault.None) return fault;
        if (headerLength > _maxMessageSize || bodyLength > _maxMessageSize - headerLength) return MessageFault.MessageTooLarge;
        _length = headerLength + bodyLength;
        return MessageFault.None;
    }

    /// <summary>The length of the header with the empty line that ends it; 0 when that is not there. Line ends are CRLF or LF.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> held, int from)
    {
        var rest = held[from..];
        var crlf = rest.IndexOf("\n\r\n"u8);
        if (crlf >= 0) rest = rest[..(crlf + 1)];
        var lf = rest.IndexOf("\n\n"u8);
        if (lf >= 0) return from + lf + 2;
        return crlf >= 0 ? from + crlf + 3 : 0;
    }

    private void Consume(int count)
    {
        _start += count;
        _searched = 0;
        _length = 0;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (_start > 0 && _buffer.Length - held >= LeastRoom)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
        }
        else
        {
            // Measure stops at the largest message, so twice is never more than twice that.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, Math.Max(_maxMessageSize, held) + LeastRoom));
            _buffer.AsSpan(_start, held).CopyTo(larger);
            Return();
            _buffer = larger;
        }
        _start = 0;
        _end = held;
    }

    private void Return()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
