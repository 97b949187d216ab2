using MudBlazor;

namespace SystemConnector.WebConsole.Calls;

/// <summary>Calls as people speak of them; a colour never says alone what it means.</summary>
internal static class CallWords
{
    /// <summary>The causes by which calls are looked for: members of CallCause that call records have.</summary>
    public static IReadOnlyList<string> Causes { get; } =
    [
        "NUMBER_UNKNOWN", "NOT_A_NUMBER", "TRUNK_DOWN", "NOT_ANSWERING", "CANNOT_SEND", "FAR_SIDE_REFUSED", "FAR_SIDE_REFUSED_CREDENTIALS", "CHANNELS_FULL", "TOO_MANY_CALLS",
        "TOO_MANY_PENDING", "NO_PHONE_REGISTERED", "PHONE_NOT_REACHABLE", "PHONE_REFUSED", "TRANSIT_FORBIDDEN", "LOOP", "TOO_MANY_HOPS", "NO_MEDIA_PORTS", "ACK_MISSING",
        "CONTACT_MISSING", "MESSAGE_TOO_LARGE", "NODE_STOPPING",
    ];

    /// <summary>A cause in a few words: the schema's own name for it.</summary>
    public static string Cause(string cause) => cause switch
    {
        "ACK_MISSING" => "ACK missing",
        "CANNOT_SEND" => "Cannot be sent",
        "LOOP" => "Goes in a circle",
        _ => cause[..1] + cause[1..].Replace('_', ' ').ToLowerInvariant(),
    };

    public static string Text(CallOutcome? outcome, bool goesOn) => outcome switch
    {
        CallOutcome.Answered => goesOn ? "Goes on" : "Answered",
        CallOutcome.Cancelled => "Caller gave up",
        CallOutcome.Failed => "Failed",
        _ => "Beginning not known",
    };

    public static Color Color(CallOutcome? outcome) => outcome switch
    {
        CallOutcome.Answered => MudBlazor.Color.Success,
        CallOutcome.Failed => MudBlazor.Color.Error,
        _ => MudBlazor.Color.Default,
    };

    public static string Icon(CallOutcome? outcome) => outcome switch
    {
        CallOutcome.Answered => Icons.Material.Filled.Call,
        CallOutcome.Cancelled => Icons.Material.Filled.CallMissed,
        CallOutcome.Failed => Icons.Material.Filled.Error,
        _ => Icons.Material.Filled.Help,
    };

    /// <summary>Where an attempt led, in a few words.</summary>
    public static string Became(CallAttempt attempt) => attempt switch
    {
        { Status: 0 } => "Given up",
        { Status: < 300 } => "Answered",
        { Cause: { } cause } => $"{attempt.Status} · {Cause(cause)}",
        _ => $"{attempt.Status}",
    };
}
