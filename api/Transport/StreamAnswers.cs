namespace SystemConnector.Api.Transport;

/// <summary>The way of one operation's answers over server-sent events.</summary>
internal sealed class StreamAnswers(EventChannel channel) : IAnswers
{
    public int Capacity => channel.Capacity;

    public bool TryNext(ReadOnlyMemory<Answer> answers) => channel.TryNext(answers);

    public Task Next(ReadOnlyMemory<Answer> answers, CancellationToken stopping) => channel.Next(answers, stopping);

    public Task Drained(CancellationToken stopping) => channel.Drained(stopping);
}
