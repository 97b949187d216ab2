namespace SystemConnector.WebConsole.Numbers;

/// <summary>What a number is tied to.</summary>
public enum LocalNumberKind
{
    /// <summary>A phone.</summary>
    Extension,

    /// <summary>A call flow.</summary>
    CallFlow,

    /// <summary>A parking lot.</summary>
    ParkingLot,

    /// <summary>Another number.</summary>
    SpeedDial,
}

/// <summary>A local number, as the API has it.</summary>
/// <param name="Number">The number.</param>
/// <param name="Kind">What it is tied to.</param>
/// <param name="Owner">The name that people know; may be empty.</param>
/// <param name="SpeedDialTo">For a speed dial: the number that is called instead.</param>
/// <param name="Target">The SIP URI to which calls go; null when they go to registered phones or to another number.</param>
/// <param name="HasSecret">Whether a SIP password is set.</param>
public sealed record LocalNumber(string Number, LocalNumberKind Kind, string Owner, string? SpeedDialTo, string? Target, bool HasSecret);
