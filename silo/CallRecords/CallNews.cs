using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.CallRecords;

/// <summary>
/// Something that happened to a call, as it is noted under the lock of the call's shard: values and references, without a text made of
/// them. What is told of it is made later, on a thread that no call waits for.
/// </summary>
/// <param name="facts">The call.</param>
internal abstract class CallNews(CallFacts facts)
{
    /// <summary>The call.</summary>
    public CallFacts Facts => facts;

    /// <summary>What goes into its record; null for nothing.</summary>
    public virtual CallPart? Part(string node) => null;

    /// <summary>What subscribers hear of it.</summary>
    public virtual ImmutableArray<ClusterEvent> Events => [];
}

/// <summary>A call began.</summary>
internal sealed class CallBegan(CallFacts facts) : CallNews(facts)
{
    /// <inheritdoc/>
    public override ImmutableArray<ClusterEvent> Events => [Of(Facts)];

    /// <summary>What subscribers hear of a call that begins.</summary>
    public static CallStarted Of(CallFacts facts) =>
        new(facts.Site, facts.StartedAt, facts.Key, facts.CallId, facts.From, facts.Number.Length > 0 ? facts.Number.ToString() : facts.To, facts.ConnectorIn);
}

/// <summary>A call was answered, failed or was given up; times are since its beginning.</summary>
internal sealed class CallSetUpEnded(CallFacts facts) : CallNews(facts)
{
    public ConnectorId? ConnectorOut { get; init; }

    public TimeSpan? HeardAfter { get; init; }

    public TimeSpan After { get; init; }

    public TimeSpan Lifetime { get; init; }

    public CallOutcome Outcome { get; init; }

    public CallCause? Cause { get; init; }

    public int Status { get; init; }

    /// <summary>True for a call that was refused before it was offered to anybody: nobody has heard yet that it began.</summary>
    public bool IsWhole { get; init; }

    public AttemptNote[] Attempts { get; init; } = [];

    private DateTimeOffset EndedAt => Facts.StartedAt + After;

    /// <inheritdoc/>
    public override CallPart Part(string node)
    {
        var isAnswered = Outcome == CallOutcome.Answered;
        var attempts = Attempts.Select(static attempt => attempt.Told).ToImmutableArray();
        return new CallSetUpPart(
            Facts.Parties(ConnectorOut), node, Facts.Number.Length > 0 ? Facts.Number.ToString() : "", Attempts is [.., var last] ? last.NumberSent : "",
            Facts.StartedAt + HeardAfter, isAnswered ? EndedAt : null, isAnswered ? null : EndedAt, EndedAt + Lifetime, Outcome, Cause, Status, attempts);
    }

    /// <inheritdoc/>
    public override ImmutableArray<ClusterEvent> Events
    {
        get
        {
            ClusterEvent told = Outcome == CallOutcome.Answered
                ? new CallAnswered(Facts.Site, EndedAt, Facts.Key, ConnectorOut)
                : new CallEnded(Facts.Site, EndedAt, Facts.Key, Outcome, Cause, null);
            return IsWhole ? [CallBegan.Of(Facts), told] : [told];
        }
    }
}

/// <summary>One place at which a call was offered; times are since the call's beginning.</summary>
internal readonly record struct AttemptNote(Calls.CallTarget Target, TransportAddress At, TimeSpan After, TimeSpan Took, int Status, CallCause? Cause)
{
    /// <summary>The number as it was sent there.</summary>
    public string NumberSent
    {
        get
        {
            if (Target.Range is null) return Target.Number.ToString();
            Span<byte> digits = stackalloc byte[2 * Contracts.Numbers.Number.MaxLength + 2];
            return System.Text.Encoding.ASCII.GetString(digits[..Target.Range.WriteNumber(Target.Number, digits)]);
        }
    }

    /// <summary>As the record has it.</summary>
    public CallAttempt Told => new(
        Target.Connector?.Id, Target.Connector?.Name ?? "", $"{Target.Flow.Transport.Protocol.ParameterName()}:{At}", NumberSent, After, Took, Status, Cause);
}

/// <summary>A side hung up.</summary>
internal sealed class CallHungUp(CallFacts facts, ConnectorId? connectorOut, DateTimeOffset at, CallEnd by, byte[]? reason) : CallNews(facts)
{
    /// <inheritdoc/>
    public override CallPart Part(string node) => new CallHungUpPart(Facts.Parties(connectorOut), at, by, reason is null ? "" : Why.CallJournal.Text(reason));

    /// <inheritdoc/>
    public override ImmutableArray<ClusterEvent> Events => [new CallEnded(Facts.Site, at, Facts.Key, CallOutcome.Answered, null, by)];
}

/// <summary>A call's session was refreshed.</summary>
internal sealed class CallGoesOn(CallFacts facts, ConnectorId? connectorOut, DateTimeOffset until) : CallNews(facts)
{
    /// <inheritdoc/>
    public override CallPart Part(string node) => new CallRefreshedPart(Facts.Parties(connectorOut), until);
}

/// <summary>The media of a call that is over, which this node relayed.</summary>
internal sealed class CallMediaCounted(CallFacts facts, ConnectorId? connectorOut, IReadOnlyList<RelayedMedia> media) : CallNews(facts)
{
    /// <inheritdoc/>
    public override CallPart Part(string node) => new CallMediaPart(Facts.Parties(connectorOut), new CallMedia(
        media.Sum(static m => m.FromCaller.Packets), media.Sum(static m => m.FromCalled.Packets),
        media.Sum(static m => m.FromCaller.Lost), media.Sum(static m => m.FromCalled.Lost)));
}

/// <summary>A call that was answered turned out to have something wrong with it.</summary>
internal sealed class CallCorrected(CallSetUpEnded former, CallCause cause) : CallNews(former.Facts)
{
    /// <inheritdoc/>
    public override CallPart Part(string node) => (CallSetUpPart)former.Part(node) with { Cause = cause };
}
