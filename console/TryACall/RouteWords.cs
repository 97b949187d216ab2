using MudBlazor;

namespace SystemConnector.WebConsole.TryACall;

/// <summary>The routing rule as people speak of it.</summary>
internal static class RouteWords
{
    public static string Title(RouteOutcome outcome) => outcome switch
    {
        RouteOutcome.Local => "It rings here",
        RouteOutcome.Remote => "It goes out over a connector",
        RouteOutcome.NotFound => "Nobody has the number",
        RouteOutcome.TrunkDown => "It cannot go out: the trunk is down",
        RouteOutcome.ChannelsFull => "It cannot go out: every channel is in use",
        RouteOutcome.TransitForbidden => "It may not pass through",
        RouteOutcome.NotANumber => "That is not a number",
        RouteOutcome.CallerUnknown => "The caller is nobody here",
        _ => "The draft would be refused",
    };

    public static string Question(RouteStepKind kind) => kind switch
    {
        RouteStepKind.Decision => "Did somebody decide who gets it?",
        RouteStepKind.LocalNumber => "Is it a local number?",
        RouteStepKind.SpeedDial => "Is it a speed dial?",
        RouteStepKind.Connectors => "Does a connector reach it?",
        _ => "Who else?",
    };

    /// <summary>The answer to it.</summary>
    public static string Reply(RouteStep step, bool hasCandidates) => step switch
    {
        { Kind: RouteStepKind.SpeedDial, Matched: true } => "Yes: goes on from there",
        { Kind: RouteStepKind.Nobody } => "Nobody",
        { Kind: RouteStepKind.Connectors, Matched: false } when hasCandidates => "None that can take it",
        { Matched: true } => "Yes: this decides",
        _ => "No",
    };

    public static string Icon(RouteStep step) => step switch
    {
        { Kind: RouteStepKind.Nobody } => Icons.Material.Filled.Block,
        { Kind: RouteStepKind.SpeedDial, Matched: true } => Icons.Material.Filled.Redo,
        { Matched: true } => Icons.Material.Filled.Check,
        _ => Icons.Material.Filled.ArrowDownward,
    };

    /// <summary>What becomes of a connector.</summary>
    public static string Fate(Route route, RouteCandidate candidate) =>
        ReferenceEquals(candidate, route.Taken) ? "Taken"
        : !candidate.IsUsable ? "Passed over"
        : route.Outcome == RouteOutcome.Remote ? "Next, if that does not answer" : "Not asked";
}
