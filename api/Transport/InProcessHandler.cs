using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace SystemConnector.Api.Transport;

/// <summary>
/// Sends requests to this process's own API without a socket: they go through the same door and the same transport as those of others, and
/// their answers come as they are written, at the pace at which they are read.
/// </summary>
/// <param name="scopes">Makes the services of each request.</param>
public sealed class InProcessHandler(IServiceScopeFactory scopes) : HttpMessageHandler
{
    // Whose request it is, by whose address failed attempts are counted.
    private static readonly HttpRequestOptionsKey<IPAddress> _remoteAddress = new("RemoteAddress");

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri?.AbsolutePath != SystemConnectorApi.GraphQLPath) return new HttpResponseMessage(HttpStatusCode.NotFound);
        var scope = scopes.CreateAsyncScope();
        var lifetime = new Lifetime();
        var pipe = new Pipe();
        var body = new Body(pipe.Writer.AsStream());
        var context = await Context(request, scope.ServiceProvider, lifetime, body, cancellationToken);
        var serving = Serve(context, scope, lifetime, body, pipe.Writer);
        using (cancellationToken.UnsafeRegister(static lifetime => ((Lifetime)lifetime!).Abort(), lifetime)) await body.Started.WaitAsync(cancellationToken);

        var response = new HttpResponseMessage((HttpStatusCode)context.Response.StatusCode) { RequestMessage = request, Content = new StreamContent(new Answer(pipe.Reader.AsStream(), lifetime, serving)) };
        foreach (var (name, values) in context.Response.Headers)
            if (!response.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) response.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        return response;
    }

    private static async Task<HttpContext> Context(HttpRequestMessage request, IServiceProvider services, Lifetime lifetime, Body body, CancellationToken cancellation)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        if (request.Options.TryGetValue(_remoteAddress, out var address)) context.Connection.RemoteIpAddress = address;
        context.Request.Method = request.Method.Method;
        context.Request.Path = request.RequestUri!.AbsolutePath;
        context.Request.QueryString = QueryString.FromUriComponent(request.RequestUri);
        foreach (var (name, values) in request.Headers) context.Request.Headers[name] = values.ToArray();
        if (request.Content is null) return context;
        foreach (var (name, values) in request.Content.Headers) context.Request.Headers[name] = values.ToArray();
        context.Request.Body = new MemoryStream(await request.Content.ReadAsByteArrayAsync(cancellation), writable: false);
        return context;
    }

    private static async Task Serve(HttpContext context, AsyncServiceScope scope, Lifetime lifetime, Body body, PipeWriter writer)
    {
        Exception? failure = null;
        try
        {
            await Task.Yield();
            await scope.ServiceProvider.GetRequiredService<GraphQLEndpoint>().Serve(context);
        }
#pragma warning disable CA1031 // As a server would: who reads the answer is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = new HttpRequestException("The request failed within the node.", exception);
            if (!body.Started.IsCompleted) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        await writer.CompleteAsync(failure);
        body.Start();
        lifetime.Abort();
        await scope.DisposeAsync();
    }

    /// <summary>When a request is given up.</summary>
#pragma warning disable CA1001 // Without timer or wait handle its source holds nothing, and who reads the answer may give it up at any time.
    private sealed class Lifetime : IHttpRequestLifetimeFeature
#pragma warning restore CA1001
    {
        private readonly CancellationTokenSource _aborted = new();

        public Lifetime() => RequestAborted = _aborted.Token;

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _aborted.Cancel();
    }

    /// <summary>The answer as it is written; says when its first byte comes, for status and headers are final then.</summary>
    private sealed class Body(Stream inner) : DelegatingStream(inner)
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        public void Start() => _started.TrySetResult();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Start();
            Inner.Write(buffer);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Start();
            return Inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Start();
            return Inner.FlushAsync(cancellationToken);
        }
    }

    /// <summary>The answer as it is read; who stops reading gives the request up.</summary>
    private sealed class Answer(Stream inner, Lifetime lifetime, Task serving) : DelegatingStream(inner)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing && !serving.IsCompleted) lifetime.Abort();
            base.Dispose(disposing);
        }
    }

    private abstract class DelegatingStream(Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        protected Stream Inner => inner;

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
