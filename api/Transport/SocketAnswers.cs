using System.Text;
using System.Text.Json;

namespace SystemConnector.Api.Transport;

/// <summary>The way of one operation's answers over a WebSocket: "next" messages with its id, until it is stopped.</summary>
internal sealed class SocketAnswers(SocketChannel channel, string id, CancellationToken stopping) : IAnswers
{
    private readonly byte[] _head = Encoding.UTF8.GetBytes($$"""{"type":"next","id":{{JsonSerializer.Serialize(id)}},"payload":""");

    public int Capacity => channel.Capacity;

    // Its id may be that of another operation once it is stopped.
    public bool TryNext(ReadOnlyMemory<Answer> answers) => stopping.IsCancellationRequested || channel.TrySend(_head, answers);

    public Task Next(ReadOnlyMemory<Answer> answers, CancellationToken cancellation) => channel.Send(_head, answers, cancellation);

    public Task Drained(CancellationToken cancellation) => channel.Drained(cancellation);
}
