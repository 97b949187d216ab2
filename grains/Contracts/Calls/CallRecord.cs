using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>What a call came to.</summary>
public enum CallOutcome : byte
{
    /// <summary>It was answered.</summary>
    Answered,

    /// <summary>It was refused or failed.</summary>
    Failed,

    /// <summary>Its caller hung up before there was an answer.</summary>
    Cancelled,
}

/// <summary>How an answered call ended.</summary>
public enum CallEnd : byte
{
    /// <summary>The caller hung up.</summary>
    Caller,

    /// <summary>The called side hung up.</summary>
    Called,

    /// <summary>Nobody was seen hanging up, and its session is over.</summary>
    NotSeen,
}

/// <summary>
/// Names a call in the whole cluster: a version 7 UUID (RFC 9562), which begins with the call's time, so that keys are in the order of the
/// calls. It travels in the sealed tokens of the call's dialog.
/// </summary>
[GenerateSerializer, Immutable, Alias("sc.CallKey")]
public readonly record struct CallKey([property: Id(0)] Guid Value)
{
    /// <summary>Text without hyphens.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>What is known of one call: what the node knows that set it up, and what the node knows that saw its end.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Site">The site that it belonged to; null when that is not known.</param>
/// <param name="Node">The node that set it up; null when only its end is known.</param>
/// <param name="CallId">Its Call-ID, the same on both sides.</param>
/// <param name="From">The user part of the caller's URI.</param>
/// <param name="To">The user part of To as the caller sent it.</param>
/// <param name="Number">The number that was dialled; empty when it was none.</param>
/// <param name="NumberSent">The number as the called side got it; empty when it was offered to nobody.</param>
/// <param name="ConnectorIn">The connector over which it came; null for a phone of the site.</param>
/// <param name="ConnectorOut">The connector over which it was answered, or offered last; null for none.</param>
/// <param name="StartedAt">When its INVITE came.</param>
/// <param name="HeardAt">When its caller was first sent something to hear: ringing, an announcement, or the answer; null for never.</param>
/// <param name="AnsweredAt">When it was answered; null for never.</param>
/// <param name="EndedAt">When it ended; null while it goes on.</param>
/// <param name="Outcome">What it came to; null when only its end is known.</param>
/// <param name="Cause">Why it failed; of an answered call, what was wrong with it; null for nothing.</param>
/// <param name="Status">The SIP status that the caller got; 0 when that is not known.</param>
/// <param name="EndedBy">How it ended; null while it goes on, and when it was not answered.</param>
/// <param name="EndReason">The Reason header field of the BYE (RFC 3326); empty for none.</param>
/// <param name="Attempts">The places at which it was offered, in their order.</param>
/// <param name="Media">What was relayed; null when its media went without us or its end was not seen.</param>
public sealed record CallRecord(
    CallKey Key,
    SiteId? Site,
    string? Node,
    string CallId,
    string From,
    string To,
    string Number,
    string NumberSent,
    ConnectorId? ConnectorIn,
    ConnectorId? ConnectorOut,
    DateTimeOffset StartedAt,
    DateTimeOffset? HeardAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    CallOutcome? Outcome,
    CallCause? Cause,
    int Status,
    CallEnd? EndedBy,
    string EndReason,
    ImmutableArray<CallAttempt> Attempts,
    CallMedia? Media);

/// <summary>One place at which a call was offered.</summary>
/// <param name="Connector">Over which connector; null for a phone or a SIP target of the site.</param>
/// <param name="Name">The connector's name then; empty for none.</param>
/// <param name="Place">Where: protocol:address:port.</param>
/// <param name="NumberSent">The number as it was sent there.</param>
/// <param name="After">How long after the call's beginning.</param>
/// <param name="Took">How long until it was answered, refused or given up.</param>
/// <param name="Status">The status that came of it: of a response, or of our own conclusion; 0 when it was given up.</param>
/// <param name="Cause">Why it was not answered; null when it was, or was given up.</param>
public sealed record CallAttempt(
    ConnectorId? Connector, string Name, string Place, string NumberSent, TimeSpan After, TimeSpan Took, int Status, CallCause? Cause);

/// <summary>What of a call's media was relayed, over all its m= lines.</summary>
/// <param name="PacketsFromCaller">Packets that came from the caller.</param>
/// <param name="PacketsFromCalled">Packets that came from the called side.</param>
/// <param name="LostFromCaller">Packets that the caller numbered and that did not come.</param>
/// <param name="LostFromCalled">The same of the called side.</param>
public sealed record CallMedia(long PacketsFromCaller, long PacketsFromCalled, long LostFromCaller, long LostFromCalled);
