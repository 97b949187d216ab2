using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SystemConnector.Api.Transport;

/// <summary>
/// Server-sent events as the body of one response: many senders in a bounded queue, one writer, comments that keep the connection
/// alive. A client that does not read is cut off, so it never grows memory.
/// </summary>
internal sealed class EventChannel : IDisposable
{
    // How long a client that is cut off may take to read what is queued before the connection is dropped.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private static readonly byte[] _keepAlive = ":\n\n"u8.ToArray();
    // With "data", or a browser's EventSource would not tell it.
    private static readonly byte[] _complete = "event: complete\ndata:\n\n"u8.ToArray();

    private readonly HttpContext _context;
    private readonly SubscriptionMetrics _metrics;
    private readonly Backlog _backlog;
    private readonly Channel<byte[]> _events = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ITimer _alive;
    private readonly ITimer _drop;
    private volatile bool _isCutOff;

    public EventChannel(HttpContext context, ApiOptions options, SubscriptionMetrics metrics, TimeProvider time)
    {
        (_context, _metrics, _backlog) = (context, metrics, new Backlog(options, time));
        _alive = time.CreateTimer(_ => SignOfLife(), null, options.KeepAliveInterval, options.KeepAliveInterval);
        _drop = time.CreateTimer(_ => _context.Abort(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many answers may wait.</summary>
    public int Capacity => _backlog.Capacity;

    /// <summary>Queues answers at once, all or none; false when there is no room.</summary>
    public bool TryNext(ReadOnlyMemory<Answer> answers)
    {
        var events = Events(answers);
        if (!_backlog.TryEnter(events.Length, Bytes(events))) return false;
        Queue(events);
        _metrics.Answered(events.Length);
        return true;
    }

    /// <summary>Queues answers as soon as there is room for all.</summary>
    public async Task Next(ReadOnlyMemory<Answer> answers, CancellationToken cancellation)
    {
        if (answers.IsEmpty) return;
        await Next(Events(answers), cancellation);
        _metrics.Answered(answers.Length);
    }

    /// <summary>Queues an answer, written as JSON, as soon as there is room.</summary>
    public Task Next(string answer, CancellationToken cancellation) => Next([Event(Encoding.UTF8.GetBytes(answer))], cancellation);

    /// <summary>Completes when at most half of the queue is taken.</summary>
    public async Task Drained(CancellationToken cancellation)
    {
        if (!await _backlog.Drained(cancellation)) await CutOff(cancellation);
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
                _backlog.Sent(1, next.Length);
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

    private static byte[][] Events(ReadOnlyMemory<Answer> answers)
    {
        var events = new byte[answers.Length][];
        for (var i = 0; i < events.Length; i++) events[i] = Event(answers.Span[i].Json);
        return events;
    }

    private static long Bytes(byte[][] events) => events.Sum(static one => (long)one.Length);

    private async Task Next(byte[][] events, CancellationToken cancellation)
    {
        if (!await _backlog.Enter(events.Length, Bytes(events), cancellation)) await CutOff(cancellation);
        Queue(events);
    }

    private void Queue(byte[][] events)
    {
        foreach (var one in events)
            // After the end it is dropped.
            if (!_events.Writer.TryWrite(one))
                _backlog.Sent(1, one.Length);
    }

    private void SignOfLife()
    {
        if (_backlog.TryEnter(1, _keepAlive.Length)) Queue([_keepAlive]);
    }

    /// <summary>Nothing more comes, and the end of the response ends the operation.</summary>
    private async Task CutOff(CancellationToken cancellation)
    {
        _isCutOff = true;
        _events.Writer.TryComplete();
        _metrics.CutOff();
        _drop.Change(_patience, Timeout.InfiniteTimeSpan);
        await new TaskCompletionSource().Task.WaitAsync(cancellation);
    }

    private static byte[] Event(byte[] answer) => [.. "event: next\ndata: "u8, .. answer, .. "\n\n"u8];
}
