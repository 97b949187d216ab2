namespace SystemConnector.Contracts.Calls;

/// <summary>What a cause is about, for the sentence that a person reads. What is not known is left out of it.</summary>
/// <param name="Connector">The name of the connector; null when there is none.</param>
/// <param name="Number">The number that was dialled.</param>
/// <param name="Status">The status with which the call ended; 0 when there is none.</param>
/// <param name="Phrase">The reason phrase beside that status.</param>
/// <param name="Detail">One sentence more: what a trunk says of itself, which side is missing something.</param>
public readonly record struct CauseSubject(string? Connector = null, string? Number = null, int Status = 0, string? Phrase = null, string? Detail = null);
