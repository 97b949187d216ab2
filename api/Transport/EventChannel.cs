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

    private readonly HttpContext _context;
    private readonly Channel<byte[]> _events;
    private readonly ITimer _alive;
    private readonly ITimer _drop;
    private volatile bool _isCutOff;

    public EventChannel(HttpContext context, ApiOptions options, TimeProvider time)
    {
        _context = context;
        _events = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(options.MaxQueuedMessagesPerSocket) { SingleReader = true });
        _alive = time.CreateTimer(_ => _events.Writer.TryWrite(_keepAlive), null, options.KeepAliveInterval, options.KeepAliveInterval);
        _drop = time.CreateTimer(_ => _context.Abort(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Queues an answer, written as JSON; after the end it is dropped.</summary>
    public void Next(string answer)
    {
        if (_events.Writer.TryWrite(Event(answer)) || !_events.Writer.TryComplete()) return;
        _isCutOff = true;
        _drop.Change(_patience, Timeout.InfiniteTimeSpan);
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
            while (_events.Reader.TryRead(out var next)) await response.Body.WriteAsync(next, stopping);
            await response.Body.FlushAsync(stopping);
        }
        if (_isCutOff) await response.Body.WriteAsync(Event(farewell), stopping);
        await response.Body.WriteAsync(_complete, stopping);
    }

    public void Dispose()
    {
        _alive.Dispose();
        _drop.Dispose();
    }

    private static byte[] Event(string answer) => Encoding.UTF8.GetBytes($"event: next\ndata: {answer}\n\n");
}
