namespace SystemConnector.WebConsole.Calls;

/// <summary>A call that is being set up or goes on, as the API has it.</summary>
public sealed record ActiveCall(
    string Id, string From, string Number, string? SiteId, string? ConnectorInId, string? ConnectorOutId, DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt);

/// <summary>A call record as lists show it.</summary>
public sealed record PastCall(
    string Id, string From, string To, string Number, string NumberSent, string? SiteId, string? ConnectorInId, string? ConnectorOutId,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, CallOutcome? Outcome, string? Cause, string? Text, string? Advice, int Status, double? TalkSeconds)
{
    /// <summary>What was dialled, be it a number or not.</summary>
    public string Dialled => Number.Length > 0 ? Number : To;
}
