namespace SystemConnector.Api.Transport;

/// <summary>An answer of a subscription, made once for all whose operation is the same.</summary>
/// <param name="Position">The position of its event in the node's log.</param>
/// <param name="Json">The answer, written as JSON in UTF-8.</param>
internal readonly record struct Answer(long Position, byte[] Json);

/// <summary>The way of one operation's answers to its client: a bounded queue. A client that does not read is cut off, which stops the operation.</summary>
internal interface IAnswers
{
    /// <summary>How many answers the queue has room for when it is empty.</summary>
    int Capacity { get; }

    /// <summary>Queues answers at once, all or none; false when there is no room.</summary>
    bool TryNext(ReadOnlyMemory<Answer> answers);

    /// <summary>Queues answers, at most <see cref="Capacity"/>, as soon as there is room for all.</summary>
    Task Next(ReadOnlyMemory<Answer> answers, CancellationToken stopping);

    /// <summary>Completes when so much is sent that more answers may be made.</summary>
    Task Drained(CancellationToken stopping);
}
