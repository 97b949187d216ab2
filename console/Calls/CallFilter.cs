using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Calls;

/// <summary>By what past calls are looked for, as the page's address has it, so that a search can be sent to somebody.</summary>
/// <param name="Number">From or to exactly this number.</param>
/// <param name="Connector">The id of a connector over which they came or left.</param>
/// <param name="Site">The id of their site.</param>
/// <param name="Outcome">What they came to.</param>
/// <param name="Cause">Why they failed.</param>
/// <param name="From">From when on, as a field for date and time has it, in UTC.</param>
/// <param name="To">Before when.</param>
public sealed record CallFilter(string? Number, string? Connector, string? Site, CallOutcome? Outcome, string? Cause, string? From, string? To)
{
    /// <summary>Every call matches it.</summary>
    public static CallFilter None { get; } = new(null, null, null, null, null, null, null);

    /// <summary>Whether every call matches.</summary>
    public bool IsEmpty => this == None;

    /// <summary>As the parameters of the page's address.</summary>
    public IReadOnlyDictionary<string, object?> Address => new Dictionary<string, object?>
    {
        ["number"] = Number,
        ["connector"] = Connector,
        ["site"] = Site,
        ["outcome"] = Outcome?.ToString().ToLowerInvariant(),
        ["cause"] = Cause,
        ["from"] = From,
        ["to"] = To,
    };

    /// <summary>As the variables of the operations.</summary>
    internal object Variables(string? after = null) =>
        new { after, number = Number, connectorId = Connector, siteId = Site, outcome = Outcome, cause = Cause, from = UtcInput.Read(From), to = UtcInput.Read(To) };
}
