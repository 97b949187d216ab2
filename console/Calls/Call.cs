using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Calls;

/// <summary>What a call came to.</summary>
public enum CallOutcome
{
    /// <summary>It was answered.</summary>
    Answered,

    /// <summary>Its caller hung up before there was an answer.</summary>
    Cancelled,

    /// <summary>It was refused or failed.</summary>
    Failed,
}

/// <summary>How an answered call ended.</summary>
public enum CallEnd
{
    /// <summary>The caller hung up.</summary>
    Caller,

    /// <summary>The called side hung up.</summary>
    Called,

    /// <summary>Nobody was seen hanging up.</summary>
    NotSeen,
}

/// <summary>A call record in full, as the API has it.</summary>
public sealed record Call(
    string Id, string CallId, string From, string To, string Number, string NumberSent, string? SiteId, string? Node,
    DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt,
    Choice? ConnectorIn, Choice? ConnectorOut, string? ConnectorInId, string? ConnectorOutId,
    CallOutcome? Outcome, string? Cause, string? Text, string? Advice, int Status, CallEnd? EndedBy, string EndReason,
    double? PostDialDelaySeconds, double? RingSeconds, double? TalkSeconds,
    IReadOnlyList<CallAttempt> Attempts, CallMedia? Media, CallStory Explanation)
{
    /// <summary>What was dialled, be it a number or not.</summary>
    public string Dialled => Number.Length > 0 ? Number : To;

    /// <summary>Whether it goes on.</summary>
    public bool GoesOn => Outcome == CallOutcome.Answered && EndedAt is null;
}

/// <summary>A place at which a call was offered.</summary>
public sealed record CallAttempt(string? ConnectorId, string ConnectorName, string Place, string NumberSent, double AfterSeconds, double TookSeconds, int Status, string? Cause)
{
    /// <summary>The place without its protocol.</summary>
    public string Address => Place[(Place.IndexOf(':', StringComparison.Ordinal) + 1)..];
}

/// <summary>What of a call's media was relayed.</summary>
public sealed record CallMedia(long PacketsFromCaller, long PacketsFromCalled, long LostFromCaller, long LostFromCalled);

/// <summary>What happened, a sentence for each step.</summary>
public sealed record CallStory(IReadOnlyList<string> Happened);

/// <summary>Why a call failed.</summary>
public sealed record Failure(string? Cause, string? Advice);
