namespace SystemConnector.WebConsole.Numbers;

/// <summary>Kinds of numbers as people say them.</summary>
internal static class NumberWords
{
    public static string Text(LocalNumberKind kind) => kind switch
    {
        LocalNumberKind.Extension => "Extension",
        LocalNumberKind.CallFlow => "Call flow",
        LocalNumberKind.ParkingLot => "Parking lot",
        _ => "Speed dial",
    };

    public static string Plural(LocalNumberKind kind) => kind switch
    {
        LocalNumberKind.Extension => "extensions",
        LocalNumberKind.CallFlow => "call flows",
        LocalNumberKind.ParkingLot => "parking lots",
        _ => "speed dials",
    };

    /// <summary>Where calls to a number go.</summary>
    public static string Goes(LocalNumber number) => number switch
    {
        { Kind: LocalNumberKind.SpeedDial, SpeedDialTo: { } other } => $"to {other}",
        { Target: { Length: > 0 } target } => target,
        { Kind: LocalNumberKind.Extension } => "its registered phones",
        _ => "–",
    };
}
