namespace SystemConnector.Sip.Transactions;

/// <summary>Bytes that a transaction or its user keeps in a buffer of the shard's pool. Used under the shard's lock.</summary>
public struct Kept
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
    public void Set(TransactionShard shard, ReadOnlySpan<byte> bytes)
    {
        // What is kept may be replaced by a part of itself: the old buffer goes back last.
        var old = _buffer;
        var buffer = shard.Pool.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        if (old is not null) shard.Pool.Return(old);
        _buffer = buffer;
        _length = bytes.Length;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release(TransactionShard shard)
    {
        if (_buffer is not null) shard.Pool.Return(_buffer);
        _buffer = null;
        _length = 0;
    }
}
