using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SystemConnector.Conformance.Tests.Nat;

namespace SystemConnector.Conformance.Tests.Baresip;

/// <summary>Commands to a baresip, and its events: JSON in netstrings over TCP (its module ctrl_tcp).</summary>
internal sealed class BaresipControl : IDisposable
{
    // As it is: baresip's reader does not undo escapes such as \u003C.
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);

    private readonly TcpClient _connection;
    private readonly ConcurrentQueue<BaresipEvent> _events = new();
    private TaskCompletionSource<JsonElement> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BaresipControl(TcpClient connection)
    {
        _connection = connection;
        _ = ReadAsync();
    }

    /// <summary>What happened so far, in order.</summary>
    public IReadOnlyCollection<BaresipEvent> Events => _events;

    /// <summary>Connects to a baresip; null while it does not listen.</summary>
    public static async Task<BaresipControl?> TryConnectAsync(Place place, int port)
    {
        var connection = place.Within(() => new TcpClient(AddressFamily.InterNetwork));
        try
        {
            await connection.ConnectAsync(place.Address, port, TestContext.Current.CancellationToken);
            return new BaresipControl(connection);
        }
        catch (SocketException)
        {
            connection.Dispose();
            return null;
        }
    }

    /// <summary>Gives a command and waits until it is taken; what comes of it is an event.</summary>
    public async Task CommandAsync(string command, string parameters = "")
    {
        _answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var json = JsonSerializer.SerializeToUtf8Bytes(new { command, @params = parameters }, s_plain);
        byte[] netstring = [.. Encoding.ASCII.GetBytes(json.Length.ToString(CultureInfo.InvariantCulture)), (byte)':', .. json, (byte)','];
        await _connection.GetStream().WriteAsync(netstring, TestContext.Current.CancellationToken);
        var answer = await _answer.Task.WaitAsync(s_bound, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(answer.GetProperty("ok").GetBoolean(), $"{command} {parameters}: {answer}");
    }

    private async Task ReadAsync()
    {
        try
        {
            var stream = _connection.GetStream();
            var one = new byte[1];
            while (true)
            {
                var length = 0;
                while (await NextAsync() is var digit and not (byte)':') length = length * 10 + digit - '0';
                var json = new byte[length];
                await stream.ReadExactlyAsync(json);
                await NextAsync(); // ","
                var message = JsonElement.Parse(json);
                if (message.TryGetProperty("response", out _)) _answer.TrySetResult(message);
                else if (message.TryGetProperty("type", out var type)) _events.Enqueue(new BaresipEvent(type.GetString()!, message));
            }

            async ValueTask<byte> NextAsync()
            {
                await stream.ReadExactlyAsync(one);
                return one[0];
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It ended.
        }
    }

    public void Dispose() => _connection.Dispose();
}

/// <summary>Something that happened to a baresip.</summary>
/// <param name="Type">Its type, e.g. CALL_ESTABLISHED.</param>
/// <param name="Message">The event as it came.</param>
internal sealed record BaresipEvent(string Type, JsonElement Message)
{
    /// <summary>What the event says beside its type: a peer, a reason.</summary>
    public string Parameter => Message.TryGetProperty("param", out var parameter) ? parameter.GetString() ?? "" : "";
}
