using System.Globalization;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>Tells a recorded call in words. Pure.</summary>
internal static class CallStory
{
    /// <summary>What happened, a sentence for each step.</summary>
    /// <param name="call">The call.</param>
    /// <param name="nameOf">What a connector is called now: of one at which the call was never offered the record has the id alone.</param>
    public static IEnumerable<string> Of(CallRecord call, Func<ConnectorId, string?> nameOf)
    {
        var dialled = Dialled(call);
        if (call.Outcome is not { } outcome)
        {
            yield return $"The node that set the call up was lost before it could tell of it; it was between {call.From} and {dialled}.";
        }
        else
        {
            yield return $"{call.From} dialled {dialled}{(call.ConnectorIn is null ? "" : " over a connector")}.";
            for (var i = 0; i < call.Attempts.Length; i++) yield return Attempt(call.Attempts[i], isLast: i == call.Attempts.Length - 1);
            yield return outcome switch
            {
                CallOutcome.Answered => $"It was answered after {Seconds((call.AnsweredAt ?? call.StartedAt) - call.StartedAt)}.",
                CallOutcome.Cancelled => $"The caller hung up after {Seconds((call.EndedAt ?? call.StartedAt) - call.StartedAt)}, before there was an answer.",
                _ => $"The caller got {call.Status}{(call.Cause is { } cause ? $": {Sentence(call, cause, dialled, nameOf)}" : ".")}",
            };
            if (outcome == CallOutcome.Answered && call.Cause is { } wrong) yield return Sentence(call, wrong, dialled, nameOf);
        }
        if (call.EndedBy is { } end && call.EndedAt is { } endedAt)
        {
            var talked = call.AnsweredAt is { } answeredAt ? $" after {Seconds(endedAt - answeredAt)} of talk" : "";
            yield return end switch
            {
                CallEnd.Caller => $"The caller hung up{talked}{Reason(call)}.",
                CallEnd.Called => $"The called side hung up{talked}{Reason(call)}.",
                _ => $"Nobody was seen hanging up; its session was over{talked}.",
            };
        }
        else if (outcome_is_open(call))
        {
            yield return "It goes on.";
        }

        static bool outcome_is_open(CallRecord call) => call is { Outcome: CallOutcome.Answered, EndedAt: null };
    }

    /// <summary>Why it failed, or what was wrong with it, in words; null when nothing was.</summary>
    public static string? Why(CallRecord call, Func<ConnectorId, string?> nameOf) => call.Cause is { } cause ? Sentence(call, cause, Dialled(call), nameOf) : null;

    /// <summary>In what the rule differs now from what it did then; null when it does not.</summary>
    public static string? Difference(CallRecord call, RouteExplanation now)
    {
        var then = Then(call);
        var today = Now(now);
        return then is null || then.Value.Key == today.Key ? null : $"Then the call {then.Value.Text}; now it {today.Text}.";
    }

    private static (string Key, string Text)? Then(CallRecord call) => call.Attempts switch
    {
        [{ Connector: { } connector, Name: var name }, ..] => (Key(connector), $"went to connector \"{name}\" first"),
        [_, ..] => (LocalKey, "went to the local number"),
        _ => call.Cause switch
        {
            CallCause.NoPhoneRegistered or CallCause.PhoneNotReachable => (LocalKey, "went to the local number"),
            { } cause when Array.Exists(Enum.GetValues<RouteOutcome>(), outcome => CallCauseText.Of(outcome) == cause) => (RefusedKey(cause), $"was refused with {call.Status}"),
            // What became of it was not the rule's doing.
            _ => null,
        },
    };

    private static (string Key, string Text) Now(RouteExplanation now) => now.Outcome switch
    {
        RouteOutcome.Local => (LocalKey, "would go to the local number"),
        RouteOutcome.Remote when now.Candidates.FirstOrDefault(static c => c.Rejection == Rejection.None) is { } first => (Key(first.Connector), $"would go to connector \"{first.Name}\" first"),
        _ => (CallCauseText.Of(now.Outcome) is { } cause ? RefusedKey(cause) : "", string.Create(CultureInfo.InvariantCulture, $"would be refused with {now.Status}")),
    };

    private const string LocalKey = "local";

    private static string Key(ConnectorId connector) => connector.Value.ToString("N");

    private static string RefusedKey(CallCause cause) => cause.ToString();

    private static string Attempt(CallAttempt attempt, bool isLast)
    {
        var where = attempt.Connector is null ? $"The phone at {attempt.Place}" : $"Connector \"{attempt.Name}\" ({attempt.NumberSent} at {attempt.Place})";
        var became = attempt switch
        {
            { Status: 0 } => $"given up after {Seconds(attempt.Took)}",
            { Status: < 300 } => $"answered after {Seconds(attempt.Took)}",
            { Cause: CallCause.NotAnswering or CallCause.PhoneNotReachable } => $"no answer within {Seconds(attempt.Took)}",
            { Cause: CallCause.CannotSend } => $"could not be sent to, after {Seconds(attempt.Took)}",
            _ => $"{attempt.Status.ToString(CultureInfo.InvariantCulture)} after {Seconds(attempt.Took)}",
        };
        return $"{where}: {became}{(isLast || attempt.Status < 300 ? "." : ", next candidate.")}";
    }

    private static string Sentence(CallRecord call, CallCause cause, string dialled, Func<ConnectorId, string?> nameOf)
    {
        var connector = call.Attempts is [.., { Name: { Length: > 0 } then }] ? then : (call.ConnectorOut ?? call.ConnectorIn) is { } about ? nameOf(about) : null;
        return CallCauseText.Sentence(cause, new CauseSubject(connector, dialled, call.Status));
    }

    private static string Dialled(CallRecord call) => call.Number.Length > 0 ? call.Number : call.To;

    private static string Reason(CallRecord call) => call.EndReason.Length > 0 ? $" ({call.EndReason})" : "";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0} s");
}
