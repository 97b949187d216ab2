using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SystemConnector.Api.Transport;

/// <summary>
/// The stream below a WebSocket, which can hold back what is written until it is released: many small messages then cost one write. Writes
/// never overlap, for a WebSocket sends its pings whenever it likes.
/// </summary>
internal sealed class CorkedStream(Stream inner) : Stream
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private byte[] _held = [];
    private int _count;
    private bool _isHolding;

    /// <summary>Bytes that are held back.</summary>
    public int Held
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Holds back what is written from now on.</summary>
    public void Hold()
    {
        lock (_lock) _isHolding = true;
    }

    /// <summary>Writes what was held back, and goes on holding back.</summary>
    public async ValueTask WriteHeld(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            byte[] taken;
            int count;
            lock (_lock)
            {
                (taken, count) = (_held, _count);
                (_held, _count) = ([], 0);
            }
            if (count == 0) return;
            await inner.WriteAsync(taken.AsMemory(0, count), cancellation);
            ArrayPool<byte>.Shared.Return(taken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes what was held back; from now on everything is written at once.</summary>
    public ValueTask Release(CancellationToken cancellation)
    {
        lock (_lock) _isHolding = false;
        return WriteHeld(cancellation);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Append(buffer.Span);
            if (_isHolding) return ValueTask.CompletedTask;
        }
        return WriteHeld(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Each write below flushes by itself.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length - _count < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, 2 * (_count + bytes.Length)));
            _held.AsSpan(0, _count).CopyTo(larger);
            if (_held.Length > 0) ArrayPool<byte>.Shared.Return(_held);
            _held = larger;
        }
        bytes.CopyTo(_held.AsSpan(_count));
        _count += bytes.Length;
    }
}

/// <summary>Puts a corked stream below a WebSocket that is about to be accepted.</summary>
internal sealed class CorkedUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    /// <summary>The stream of the connection, once it is upgraded.</summary>
    public CorkedStream? Stream { get; private set; }

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>Takes the place of the server's own; must come before whatever accepts WebSockets.</summary>
    public static void Install(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade) return;
        var corked = new CorkedUpgrade(upgrade);
        context.Features.Set<IHttpUpgradeFeature>(corked);
        context.Features.Set(corked);
    }

    public async Task<Stream> UpgradeAsync() => Stream = new CorkedStream(await inner.UpgradeAsync());
}
