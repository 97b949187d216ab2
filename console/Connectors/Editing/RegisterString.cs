namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>The register string as the API builds it, {username}@{host}:{password}, shown while its fields are typed.</summary>
internal static class RegisterString
{
    /// <summary>Stands for a password that is not shown.</summary>
    public const string Placeholder = "{password}";

    private const int UsualMin = 20, UsualMax = 30;

    /// <summary>Builds it; a port does not belong to it.</summary>
    public static string Of(string username, string address, string password) => $"{username.Trim()}@{Host(address.Trim())}:{password}";

    /// <summary>How long it is and what that means; null while a part of it is not known.</summary>
    public static string? LengthHint(ConnectorDraft draft)
    {
        if (draft.RegisterString is { } own) return own.Contains(Placeholder, StringComparison.Ordinal) ? null : Hint(own.Trim().Length);
        return draft is { Username.Length: > 0, IpAddress.Length: > 0, Password.Length: > 0 } ? Hint(Of(draft.Username, draft.IpAddress, draft.Password).Length) : null;
    }

    private static string Hint(int length) => length switch
    {
        < UsualMin => $"{length} characters: short. Usual are {UsualMin} to {UsualMax}; some systems do not take others, and a longer password is harder to guess.",
        > UsualMax => $"{length} characters: long. Usual are {UsualMin} to {UsualMax}; some systems do not take others.",
        _ => $"{length} characters: fits (usual are {UsualMin} to {UsualMax}).",
    };

    private static string Host(string address)
    {
        if (address.StartsWith('[')) return address.IndexOf(']') is > 0 and var end ? address[..(end + 1)] : address;
        var colon = address.IndexOf(':');
        if (colon < 0) return address;
        // More than one colon is an IPv6 address, which stands in brackets.
        return colon == address.LastIndexOf(':') ? address[..colon] : $"[{address}]";
    }
}
