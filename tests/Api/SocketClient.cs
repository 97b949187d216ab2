using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace SystemConnector.Api.Tests;

/// <summary>A WebSocket client that speaks JSON; every wait has a bound.</summary>
public sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _bound = new(TimeSpan.FromSeconds(15));

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseDescription => _socket.CloseStatusDescription;

    public CancellationToken Bound => _bound.Token;

    /// <summary>Opens a socket, with a key in its header when there is one.</summary>
    public static async Task<SocketClient> Connect(WebApplication app, string? key = ApiHost.Key, string? protocol = "graphql-transport-ws", string? origin = null)
    {
        var client = new SocketClient();
        if (origin is not null) client._socket.Options.SetRequestHeader("Origin", origin);
        if (protocol is not null) client._socket.Options.AddSubProtocol(protocol);
        if (key is not null) client._socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        var url = new UriBuilder(app.Urls.Single()) { Scheme = "ws", Path = SystemConnectorApi.GraphQLPath }.Uri;
        await client._socket.ConnectAsync(url, client.Bound);
        return client;
    }

    /// <summary>Opens a socket and waits for connection_ack.</summary>
    public static async Task<SocketClient> Ready(WebApplication app, string key = ApiHost.Key)
    {
        var client = await Connect(app, key);
        await client.Send(new { type = "connection_init" });
        Assert.Equal("connection_ack", (await client.Receive()).GetProperty("type").GetString());
        return client;
    }

    public Task Send(object message) => SendText(JsonSerializer.Serialize(message));

    public Task SendText(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, Bound);

    public Task Subscribe(string id, string query, object? variables = null) =>
        Send(new { type = "subscribe", id, payload = new { query, variables } });

    /// <summary>The next message, which must not be a close.</summary>
    public async Task<JsonElement> Receive() =>
        await ReceiveText() is { } text ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"Closed with {CloseStatus}.");

    /// <summary>The next message, which must be of this type and about this operation.</summary>
    public async Task<JsonElement> Receive(string type, string id)
    {
        var message = await Receive();
        Assert.Equal((type, id), (message.GetProperty("type").GetString(), message.GetProperty("id").GetString()));
        return message.TryGetProperty("payload", out var payload) ? payload : default;
    }

    /// <summary>Waits for the close, answers it and says its code.</summary>
    public async Task<int> Closed()
    {
        while (await ReceiveText() is not null) { }
        if (_socket.State == WebSocketState.CloseReceived) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Bound);
        return (int)CloseStatus!.Value;
    }

    /// <summary>Closes from this side and waits for the answer.</summary>
    public Task Close() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Bound);

    public void Dispose()
    {
        _socket.Dispose();
        _bound.Dispose();
    }

    private async Task<string?> ReceiveText()
    {
        var buffer = new byte[1 << 16];
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(length), Bound);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            length += received.Count;
            if (received.EndOfMessage) return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
