namespace SystemConnector.Sip.Transactions;

/// <summary>Bytes that a transaction keeps in a pooled buffer.</summary>
internal struct Kept
{
    private byte[]? _buffer;
    private int _length;

    /// <summary>What is kept; empty when nothing is.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>True when nothing is kept.</summary>
    public readonly bool IsEmpty => _buffer is null;

    /// <summary>The buffer itself, for parsing it again.</summary>
    public readonly byte[] Buffer => _buffer ?? [];

    /// <summary>How many bytes of the buffer count.</summary>
    public readonly int Length => _length;

    /// <summary>Keeps a copy instead of what was kept.</summary>
    public void Set(BufferPool pool, ReadOnlySpan<byte> bytes)
    {
        Release(pool);
        _buffer = pool.Rent(bytes.Length);
        _length = bytes.Length;
        bytes.CopyTo(_buffer);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release(BufferPool pool)
    {
        if (_buffer is not null) pool.Return(_buffer);
        _buffer = null;
        _length = 0;
    }
}
