using System.Text;
using System.Text.Json;

namespace SystemConnector.Api.Transport;

/// <summary>The way of one operation's answers over a WebSocket: "next" messages with its id.</summary>
internal sealed class SocketAnswers(SocketChannel channel, string id) : IAnswers
{
    private readonly byte[] _head = Encoding.UTF8.GetBytes($$"""{"type":"next","id":{{JsonSerializer.Serialize(id)}},"payload":""");

    public int Capacity => channel.Capacity;

    public bool TryNext(ReadOnlyMemory<Answer> answers) => channel.TrySend(_head, answers);

    public Task Drained(CancellationToken stopping) => channel.Drained(stopping);
}
