using System.Buffers.Text;

namespace SystemConnector.Sip.Messages;

/// <summary>
/// Writes a message into a buffer by splicing bytes. When the buffer is full it goes on without writing and says
/// <see cref="Overflowed"/>; it never throws.
/// </summary>
public ref struct MessageWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;
    private bool _overflowed;

    /// <summary>What is written so far; empty when it did not fit.</summary>
    public readonly ReadOnlySpan<byte> Written => _overflowed ? default : _buffer[.._length];

    /// <summary>How many bytes are written.</summary>
    public readonly int Length => _length;

    /// <summary>True when the message did not fit.</summary>
    public readonly bool Overflowed => _overflowed;

    /// <summary>What is written from that length on; empty when it did not fit.</summary>
    public readonly ReadOnlySpan<byte> Since(int length) => _overflowed ? default : _buffer[length.._length];

    /// <summary>Writes bytes.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _length)
        {
            _overflowed = true;
            return;
        }
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    /// <summary>Writes one byte.</summary>
    public void Write(byte value)
    {
        if (_length == _buffer.Length) _overflowed = true;
        else _buffer[_length++] = value;
    }

    /// <summary>Writes a number in decimal.</summary>
    public void Write(uint value)
    {
        if (Utf8Formatter.TryFormat(value, _buffer[_length..], out var written)) _length += written;
        else _overflowed = true;
    }

    /// <summary>Writes text that is ASCII.</summary>
    public void Write(scoped ReadOnlySpan<char> text)
    {
        if (System.Text.Ascii.FromUtf16(text, _buffer[_length..], out var written) == System.Buffers.OperationStatus.Done) _length += written;
        else _overflowed = true;
    }

    /// <summary>Writes "name: value" and the line end.</summary>
    public void Field(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Write(name);
        Write(": "u8);
        Write(value);
        Write("\r\n"u8);
    }

    /// <summary>Writes "name: number" and the line end.</summary>
    public void Field(scoped ReadOnlySpan<byte> name, uint value)
    {
        Write(name);
        Write(": "u8);
        Write(value);
        Write("\r\n"u8);
    }

    /// <summary>Writes a header field as it came.</summary>
    public void Field(SipMessage message, in HeaderField field) => Field(message[field.NameText], message[field.Value]);

    /// <summary>Puts bytes in place of some that are written; false, with nothing changed, when they do not fit.</summary>
    public bool TryReplace(int start, int length, scoped ReadOnlySpan<byte> bytes)
    {
        var growth = bytes.Length - length;
        if (_overflowed || growth > _buffer.Length - _length) return false;
        _buffer[(start + length).._length].CopyTo(_buffer[(start + bytes.Length)..]);
        bytes.CopyTo(_buffer[start..]);
        _length += growth;
        return true;
    }

    /// <summary>Writes Content-Length, the empty line and the body.</summary>
    public void End(scoped ReadOnlySpan<byte> body)
    {
        Field("Content-Length"u8, (uint)body.Length);
        Write("\r\n"u8);
        Write(body);
    }
}
