using Microsoft.AspNetCore.WebUtilities;
using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.TryACall;

/// <summary>From where a call comes.</summary>
public enum CallerKind
{
    /// <summary>From a phone of the site.</summary>
    Phone,

    /// <summary>Over a connector.</summary>
    Connector,

    /// <summary>From an address of which it is to be seen whose it is.</summary>
    Unknown,
}

/// <summary>A call to try. It stands in the page's address, so that it can be kept and sent to somebody.</summary>
/// <param name="Number">What is dialled.</param>
/// <param name="Site">The id of the site.</param>
/// <param name="Caller">From where it comes.</param>
/// <param name="From">The calling number.</param>
/// <param name="Over">The id of the connector over which it comes.</param>
/// <param name="Source">The address from which it comes.</param>
/// <param name="Domain">The SIP domain that it names.</param>
/// <param name="Username">The username that it proves.</param>
/// <param name="At">At what time, as a field for date and time has it, in UTC; null for now.</param>
public sealed record RouteQuestion(
    string Number, string? Site, CallerKind Caller, string? From = null, string? Over = null, string? Source = null, string? Domain = null, string? Username = null, string? At = null)
{
    /// <summary>The page's address with it.</summary>
    public string Address => QueryHelpers.AddQueryString("/try-a-call", Parameters.Where(static pair => !string.IsNullOrWhiteSpace(pair.Value)));

    private Dictionary<string, string?> Parameters => new()
    {
        ["number"] = Number,
        ["site"] = Site,
        ["caller"] = Caller == CallerKind.Phone ? null : Caller.ToString().ToLowerInvariant(),
        ["from"] = From,
        ["over"] = Caller == CallerKind.Connector ? Over : null,
        ["address"] = Caller == CallerKind.Unknown ? Source : null,
        ["domain"] = Caller == CallerKind.Unknown ? Domain : null,
        ["username"] = Caller == CallerKind.Unknown ? Username : null,
        ["at"] = At,
    };

    /// <summary>What is missing, by the field that it is missing in.</summary>
    public IReadOnlyDictionary<string, string> Missing
    {
        get
        {
            var missing = new Dictionary<string, string>(StringComparer.Ordinal);
            if (string.IsNullOrWhiteSpace(Number)) missing[nameof(Number)] = "Say what is dialled.";
            if (Site is null && Caller != CallerKind.Unknown) missing[nameof(Site)] = "Choose the site in which it is dialled.";
            if (Caller == CallerKind.Connector && Over is null) missing[nameof(Over)] = "Choose the connector over which the call comes.";
            if (Caller == CallerKind.Unknown && string.IsNullOrWhiteSpace(Source)) missing[nameof(Source)] = "Say from which address the call comes.";
            return missing;
        }
    }

    /// <summary>As the variables of the operation.</summary>
    internal object Variables => new
    {
        number = Number,
        siteId = Site,
        from = Text(From),
        arrivedOver = Caller == CallerKind.Connector ? Over : null,
        origin = Caller == CallerKind.Unknown ? new { address = Text(Source), domain = Text(Domain), username = Text(Username) } : null,
        at = UtcInput.Read(At),
    };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
