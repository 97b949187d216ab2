using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using GraphQLParser.AST;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>One conversation in graphql-transport-ws: connection_init, then any number of operations side by side.</summary>
internal sealed class SocketSession(
    SocketChannel channel,
    GraphQLExecution execution,
    Subscriptions subscriptions,
    UnhandledExceptions exceptions,
    IGraphQLTextSerializer serializer,
    Authenticator authenticator,
    IServiceScopeFactory scopes,
    ApiOptions options,
    TimeProvider time,
    SocketSeats.Seat seat,
    Caller? user,
    IPAddress? source) : IDisposable
{
    /// <summary>Bytes of a message before it is known who sends it: a token has a few thousand.</summary>
    private const int MaxUnknownBytes = 16 << 10;

    private readonly RequestReader _reader = new(serializer);
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    private bool _initialised;
    private CallerWatch? _watch;

    /// <summary>Serves the socket until it is closed by either side.</summary>
    public async Task Run(CancellationToken ending)
    {
        using var goingAway = ending.Register(() => channel.Close(SocketClose.GoingAway, "The node stops"));
        await using var initTimer = time.CreateTimer(_ =>
        {
            if (!Volatile.Read(ref _initialised)) channel.Close(SocketClose.InitialisationTimeout, "Connection initialisation timeout");
        }, null, options.ConnectionInitTimeout, Timeout.InfiniteTimeSpan);

        try
        {
            while (await channel.Receive(_initialised ? options.MaxRequestBytes : Math.Min(MaxUnknownBytes, options.MaxRequestBytes)) is { } message) await Handle(message, ending);
        }
        finally
        {
            await _ended.CancelAsync();
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _ended.Dispose();
    }

    private async ValueTask Handle(string text, CancellationToken ending)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var message = document.RootElement;
            switch (Text(message, "type"))
            {
                case "connection_init": await Initialise(message, ending); break;
                case "ping": channel.Send("""{"type":"pong"}"""); break;
                case "pong": break;
                case "subscribe": Subscribe(message); break;
                case "complete" when Text(message, "id") is { } id: Stop(id); break;
                default: channel.Close(SocketClose.BadRequest, "Unknown message type"); break;
            }
        }
        catch (Exception e) when (e is JsonException || RequestReader.IsUnreadable(e))
        {
            channel.Close(SocketClose.BadRequest, "A message is a JSON object");
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // It is being closed.
        }
        catch (RequestFormatException)
        {
            channel.Close(SocketClose.BadRequest, "The payload of subscribe is not an operation");
        }
    }

    private async ValueTask Initialise(JsonElement message, CancellationToken ending)
    {
        if (_initialised)
        {
            channel.Close(SocketClose.TooManyInitialisations, "Too many initialisation requests");
            return;
        }
        if (message.TryGetProperty("payload", out var payload) && payload.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            channel.Close(SocketClose.BadRequest, "The payload of connection_init is an object");
            return;
        }
        // A key shown here counts even when the request had one already: the client says who it wants to be.
        if (CredentialsOf(message) is { } credentials) user = (await authenticator.Authenticate(credentials, source, ending)).Caller;
        if (user is null)
        {
            channel.Close(SocketClose.Forbidden, "Forbidden");
            return;
        }
        if (!seat.TryGiveTo(user))
        {
            channel.Close(SocketClose.TryAgainLater, "Too many WebSockets of this caller are open on this node");
            return;
        }
        _watch = new CallerWatch(user, time, () => channel.Close(SocketClose.Forbidden, "The key or token is not valid any more"));
        Volatile.Write(ref _initialised, true);
        channel.Send("""{"type":"connection_ack"}""");
    }

    private void Subscribe(JsonElement message)
    {
        if (!_initialised)
        {
            channel.Close(SocketClose.Unauthorized, "Unauthorized");
            return;
        }
        if (Text(message, "id") is not { Length: > 0 } id || !message.TryGetProperty("payload", out var payload))
        {
            channel.Close(SocketClose.BadRequest, "subscribe has an id and a payload");
            return;
        }
        var request = _reader.Read(payload);
        if (_operations.Count >= options.MaxOperationsPerSocket)
        {
            channel.Send(Message("error", id, new ExecutionErrors { new ExecutionError($"At most {options.MaxOperationsPerSocket} operations run at the same time.") { Code = "TOO_MANY_OPERATIONS" } }));
            return;
        }
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        if (!_operations.TryAdd(id, stopping))
        {
            stopping.Dispose();
            // The reason of a close has at most 123 bytes.
            channel.Close(SocketClose.SubscriberAlreadyExists, id.Length > 20 ? "Subscriber already exists" : $"Subscriber for {id} already exists");
            return;
        }
        _ = Operate(id, request, stopping);
    }

    /// <summary>Runs an operation and tells its answers; never throws, since nobody awaits it.</summary>
    private async Task Operate(string id, GraphQLRequest request, CancellationTokenSource stopping)
    {
        // Off the reader, which goes on with complete and ping meanwhile.
        await Task.Yield();
        try
        {
            var refused = await Answer(id, request, stopping.Token);
            // It is over before its last message, so that the client may use its id again at once; who stopped it may have done so already.
            if (!_operations.TryRemove(KeyValuePair.Create(id, stopping))) return;
            channel.Send(refused is null ? Message("complete", id, null) : Message("error", id, refused));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The client knows: it said complete, or it is gone.
        }
        finally
        {
            stopping.Dispose();
        }
    }

    /// <summary>Runs an operation and tells its answers; null when it ran, else why it did not.</summary>
    private async Task<ExecutionErrors?> Answer(string id, GraphQLRequest request, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var result = await execution.Execute(request, OperationKinds.Stream, user!, scope.ServiceProvider, stopping);
            if (result.Streams is not null)
                await subscriptions.Run(request, result, user!, scope.ServiceProvider, new SocketAnswers(channel, id, stopping), stopping);
            else if (!result.Executed || result.Operation?.Operation == OperationType.Subscription)
                return result.Errors; // A subscription without a stream never began, although it "executed".
            else
                await channel.Send(Message("next", id, result), stopping);
            return null;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            return [e as ExecutionError ?? exceptions.ErrorFor(e)];
        }
    }

    private void Stop(string id)
    {
        if (!_operations.TryRemove(id, out var stopping)) return;
        try
        {
            stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at the same moment.
        }
    }

    private string Message(string type, string id, object? payload) => serializer.Serialize(new OperationMessage { Type = type, Id = id, Payload = payload });

    private static string? CredentialsOf(JsonElement message)
    {
        if (!message.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object) return null;
        foreach (var member in payload.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String) continue;
            if (member.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase)) return member.Value.GetString();
            if (member.Name.Equals("x-api-key", StringComparison.OrdinalIgnoreCase)) return $"Bearer {member.Value.GetString()}";
        }
        return null;
    }

    private static string? Text(JsonElement message, string name) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
