using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SystemConnector.Api.Transport;

/// <summary>
/// Server-sent events as the body of one response: many senders in a bounded queue, one writer, comments that keep the connection
/// alive. A client that does not read is cut off when its queue is full, so it never grows memory.
/// </summary>
internal sealed class EventChannel : IDisposable
{
    // How long a client that is cut off may take to read what is queued before the connection is dropped.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private static readonly byte[] _keepAlive = ":\n\n"u8.ToArray();
    // With "data", or a browser's EventSource would not tell it.
    private static readonly byte[] _complete = "event: complete\ndata:\n\n"u8.ToArray();

    // How long a full queue may stay so.
    private static readonly TimeSpan _fullFor = TimeSpan.FromSeconds(10);

    private readonly HttpContext _context;
    private readonly ApiOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<byte[]> _events = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ITimer _alive;
    private readonly ITimer _drop;
    private readonly Lock _lock = new();
    private int _count;
    private long _bytes;
    private TaskCompletionSource? _drained;
    private volatile bool _isCutOff;

    public EventChannel(HttpContext context, ApiOptions options, TimeProvider time)
    {
        (_context, _options, _time) = (context, options, time);
        _alive = time.CreateTimer(_ => TryQueue([_keepAlive]), null, options.KeepAliveInterval, options.KeepAliveInterval);
        _drop = time.CreateTimer(_ => _context.Abort(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many answers may wait.</summary>
    public int Capacity => _options.MaxQueuedMessagesPerSocket;

    /// <summary>Queues an answer, written as JSON; after the end it is dropped. A client that leaves no room for it is cut off.</summary>
    public void Next(string answer)
    {
        if (!TryQueue([Event(Encoding.UTF8.GetBytes(answer))])) CutOff();
    }

    /// <summary>Queues answers, all or none; false when there is no room.</summary>
    public bool TryNext(ReadOnlyMemory<Answer> answers)
    {
        var events = new byte[answers.Length][];
        for (var i = 0; i < events.Length; i++) events[i] = Event(answers.Span[i].Json);
        return TryQueue(events);
    }

    /// <summary>Completes when at most half of the queue is taken; with false when the client did not let it come to that, and is cut off.</summary>
    public async Task<bool> Drained(CancellationToken cancellation)
    {
        Task drained;
        lock (_lock)
        {
            if (IsDrained) return true;
            drained = (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        try
        {
            await drained.WaitAsync(_fullFor, _time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            CutOff();
            return false;
        }
    }

    /// <summary>Ends the stream once what is queued has been sent.</summary>
    public void Complete() => _events.Writer.TryComplete();

    /// <summary>Sends events until the last one.</summary>
    /// <param name="farewell">The last answer to a client that was cut off, written as JSON.</param>
    /// <param name="stopping">Ends the response without "complete", so that the client comes again.</param>
    public async Task Write(string farewell, CancellationToken stopping)
    {
        var response = _context.Response;
        response.ContentType = $"{MediaTypes.EventStream}; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx collects answers otherwise.
        _context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.Body.FlushAsync(stopping);

        while (await _events.Reader.WaitToReadAsync(stopping))
        {
            while (_events.Reader.TryRead(out var next))
            {
                await response.Body.WriteAsync(next, stopping);
                Sent(next);
            }
            await response.Body.FlushAsync(stopping);
        }
        if (_isCutOff) await response.Body.WriteAsync(Event(Encoding.UTF8.GetBytes(farewell)), stopping);
        await response.Body.WriteAsync(_complete, stopping);
    }

    public void Dispose()
    {
        _alive.Dispose();
        _drop.Dispose();
    }

    private bool IsDrained => _count <= _options.MaxQueuedMessagesPerSocket / 2 && _bytes <= _options.MaxQueuedBytesPerSocket / 2;

    private bool TryQueue(ReadOnlySpan<byte[]> events)
    {
        var bytes = 0L;
        foreach (var one in events) bytes += one.Length;
        lock (_lock)
        {
            if (_isCutOff) return true;
            if (_count + events.Length > _options.MaxQueuedMessagesPerSocket) return false;
            // One that is larger than all is let through when it is alone: it was made already.
            if (_bytes + bytes > _options.MaxQueuedBytesPerSocket && _count > 0) return false;
            _count += events.Length;
            _bytes += bytes;
            foreach (var one in events) _events.Writer.TryWrite(one);
        }
        return true;
    }

    private void Sent(byte[] sent)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= sent.Length;
            if (_drained is null || !IsDrained) return;
            _drained.SetResult();
            _drained = null;
        }
    }

    private void CutOff()
    {
        lock (_lock)
        {
            if (_isCutOff || !_events.Writer.TryComplete()) return;
            _isCutOff = true;
        }
        _drop.Change(_patience, Timeout.InfiniteTimeSpan);
    }

    private static byte[] Event(byte[] answer) => [.. "event: next\ndata: "u8, .. answer, .. "\n\n"u8];
}
