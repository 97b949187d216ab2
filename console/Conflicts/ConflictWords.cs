using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Conflicts;

/// <summary>What a number of a range is also tied to.</summary>
public enum ConflictKind
{
    /// <summary>A local extension.</summary>
    Extension,

    /// <summary>A local call flow.</summary>
    CallFlow,

    /// <summary>A local parking lot.</summary>
    ParkingLot,

    /// <summary>A local speed dial.</summary>
    SpeedDial,

    /// <summary>The range of another connector.</summary>
    ConnectorOverlap,

    /// <summary>A range that the site declares its own.</summary>
    LocalRange,

    /// <summary>A local number that begins remote ones.</summary>
    PrefixShadow,

    /// <summary>An emergency number or feature code.</summary>
    Reserved,
}

/// <summary>Who wins a number.</summary>
public enum Precedence
{
    /// <summary>The local number.</summary>
    Local,

    /// <summary>The remote system.</summary>
    Remote,
}

/// <summary>Conflicts as people say them.</summary>
internal static class ConflictWords
{
    public static string Text(ConflictKind kind) => kind switch
    {
        ConflictKind.Extension => "Extension",
        ConflictKind.CallFlow => "Call flow",
        ConflictKind.ParkingLot => "Parking lot",
        ConflictKind.SpeedDial => "Speed dial",
        ConflictKind.ConnectorOverlap => "Other connector",
        ConflictKind.LocalRange => "Declared local range",
        ConflictKind.PrefixShadow => "Prefix shadow",
        _ => "Reserved number",
    };

    public static string Count(ConflictKind kind, int count) => kind switch
    {
        ConflictKind.ConnectorOverlap => $"{Counted.Text(count, "overlap")} with other connectors",
        ConflictKind.LocalRange => $"{Counted.Text(count, "overlap")} with declared local ranges",
        _ => Counted.Text(count, Text(kind).ToLowerInvariant()),
    };

    /// <summary>Whether somebody may say who wins: a local number stands against a remote one.</summary>
    public static bool IsDecidable(ConflictKind kind) => kind is ConflictKind.Extension or ConflictKind.CallFlow or ConflictKind.ParkingLot or ConflictKind.SpeedDial;
}
