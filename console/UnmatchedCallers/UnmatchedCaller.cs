namespace SystemConnector.WebConsole.UnmatchedCallers;

/// <summary>Why a caller is nobody.</summary>
public enum UnmatchedReason
{
    /// <summary>No connector has its address, and it showed no credentials.</summary>
    AddressUnknown,

    /// <summary>The connector that has its address or username is disabled.</summary>
    ConnectorDisabled,

    /// <summary>It answers the challenge of another realm.</summary>
    RealmDiffers,

    /// <summary>It names no site, and no site is the default.</summary>
    SiteUnknown,

    /// <summary>It names a user that nobody is.</summary>
    UsernameUnknown,

    /// <summary>It names a known user with a wrong password.</summary>
    WrongPassword,
}

/// <summary>Somebody who tried to call and was nobody, as the API has it.</summary>
public sealed record UnmatchedCaller(
    string Source, int Port, string? SiteId, string? Username, string From, string To, string Method, UnmatchedReason Reason, string Text, string? ConnectorId, long Count,
    DateTimeOffset FirstSeen, DateTimeOffset LastSeen)
{
    /// <summary>Whether knowing its address is what helps.</summary>
    public bool IsByAddress => Reason == UnmatchedReason.AddressUnknown && ConnectorId is null;

    /// <summary>Its reason in a few words.</summary>
    public string ReasonText => Reason switch
    {
        UnmatchedReason.AddressUnknown => "Address not known",
        UnmatchedReason.ConnectorDisabled => "Connector disabled",
        UnmatchedReason.RealmDiffers => "Other realm",
        UnmatchedReason.SiteUnknown => "No such site",
        UnmatchedReason.UsernameUnknown => "Username not known",
        _ => "Wrong password",
    };
}
