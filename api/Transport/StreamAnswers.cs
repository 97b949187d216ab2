namespace SystemConnector.Api.Transport;

/// <summary>The way of one operation's answers over server-sent events.</summary>
internal sealed class StreamAnswers(EventChannel channel, SubscriptionMetrics metrics) : IAnswers
{
    public int Capacity => channel.Capacity;

    public bool TryNext(ReadOnlyMemory<Answer> answers)
    {
        if (!channel.TryNext(answers)) return false;
        metrics.Answered(answers.Length);
        return true;
    }

    public async Task Drained(CancellationToken stopping)
    {
        if (await channel.Drained(stopping)) return;
        metrics.CutOff();
        // Nothing more comes, and the end of the response ends the operation.
        await new TaskCompletionSource().Task.WaitAsync(stopping);
    }
}
