using System.Diagnostics;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Follows one call until it is set up or not, for metrics and its trace. Used under the lock of the call's shard.</summary>
internal struct CallProgress
{
    private readonly long _beganAt;
    private TimeSpan? _heardAfter;

    private CallProgress(long beganAt) => _beganAt = beganAt;

    /// <summary>When it began, as a time stamp.</summary>
    public readonly long BeganAt => _beganAt;

    /// <summary>How long it took until its caller was sent something to hear; null while nothing was.</summary>
    public readonly TimeSpan? HeardAfter => _heardAfter;

    /// <summary>True once it was answered.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public CallCause? Cause { get; private set; }

    /// <summary>The status that its caller got; 0 when that is not known.</summary>
    public int Status { get; private set; }

    /// <summary>A call that is being set up.</summary>
    public static CallProgress Begin(CallServices services, TransactionShard shard)
    {
        services.Metrics.Counters.Of(shard).SettingUp++;
        return new CallProgress(services.Time.GetTimestamp());
    }

    /// <summary>Its caller was sent something to hear.</summary>
    public void Heard(CallServices services)
    {
        if (_heardAfter is not null) return;
        _heardAfter = services.Time.GetElapsedTime(_beganAt);
        services.Metrics.Heard(_heardAfter.Value);
    }

    /// <summary>It was answered.</summary>
    public void Answered(CallServices services, TransactionShard shard)
    {
        Heard(services);
        IsAnswered = true;
        Status = 200;
        services.Metrics.Counters.Of(shard).Answered++;
        services.Metrics.Answered(services.Time.GetElapsedTime(_beganAt));
    }

    /// <summary>Its caller hung up.</summary>
    public void Cancelled(CallServices services, TransactionShard shard)
    {
        Status = 487;
        services.Metrics.Counters.Of(shard).Cancelled++;
    }

    /// <summary>It failed.</summary>
    public void Failed(CallCause cause, int status)
    {
        Cause = cause;
        Status = status;
    }

    /// <summary>It is over, or answered.</summary>
    /// <param name="call">The call, its request still at hand.</param>
    /// <param name="callId">The hash of its Call-ID.</param>
    /// <param name="decision">Where the routing rule sent it.</param>
    public readonly void End(CallSetup call, ulong callId, in RouteDecision decision)
    {
        var services = call.Services;
        services.Metrics.Counters.Of(call.Server.Shard).SettingUp--;
        if (!services.Metrics.Sampler.Takes(callId)) return;
        var took = services.Time.GetElapsedTime(_beganAt);
        using var span = Traces.Past(Traces.Calls, Traces.Call, ActivityKind.Server, services.Time.GetUtcNow() - took);
        if (span is not { IsAllDataRequested: true }) return;
        var request = call.Request();
        span.SetTag("sip.call_id", CallJournal.Text(request[request.CallId]))
            .SetTag("sip.transport", Snake.Of(call.Server.Source.Transport.Protocol))
            .SetTag("systemconnector.route", Snake.Of(decision.Outcome))
            .SetTag("systemconnector.connector.in", call.Caller.Connector?.Name)
            .SetTag("systemconnector.connector.out", decision.Count > 0 ? decision.Candidate(0).Connector.Name : null)
            .SetTag("systemconnector.outcome", IsAnswered ? "answered" : Cause is null ? "cancelled" : "failed")
            .SetTag("sip.status_code", Status);
        if (Cause is not { } cause) return;
        span.SetTag("error.type", Snake.Of(cause)).SetStatus(ActivityStatusCode.Error);
    }
}
