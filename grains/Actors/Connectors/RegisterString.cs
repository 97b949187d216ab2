namespace SystemConnector.Grains.Connectors;

/// <summary>
/// The register string of a connector, <c>{username}@{host}:{password}</c>. The username ends at the first '@', the
/// host at the ':' after it (or after the closing bracket of an IPv6 address); the rest is the password, so that it may
/// hold both symbols. The host carries no port.
/// </summary>
internal readonly record struct RegisterString(string Username, string Host, string Password)
{
    /// <summary>Stands for the password where the register string is shown; given back, it means "the one it has".</summary>
    public const string PasswordPlaceholder = "{password}";

    /// <summary>Shorter ones are hardly secure.</summary>
    public const int UsualMinLength = 20;

    /// <summary>Some systems do not take longer ones.</summary>
    public const int UsualMaxLength = 30;

    /// <summary>Writes one; the host is given without brackets.</summary>
    public static string Build(string username, string host, string password) =>
        host.Contains(':') ? $"{username}@[{host}]:{password}" : $"{username}@{host}:{password}";

    /// <summary>Reads one. The host comes without brackets; whether it is a host is not looked at.</summary>
    public static bool TryParse(string text, out RegisterString result)
    {
        result = default;
        var at = text.IndexOf('@');
        if (at <= 0) return false;
        var rest = text.AsSpan(at + 1);
        var bracketed = rest.StartsWith("[");
        var hostEnd = rest.IndexOf(bracketed ? ']' : ':');
        if (hostEnd <= (bracketed ? 1 : 0)) return false;
        var colon = bracketed ? hostEnd + 1 : hostEnd;
        if (colon >= rest.Length - 1 || rest[colon] != ':') return false;
        var host = bracketed ? rest[1..hostEnd] : rest[..hostEnd];
        result = new RegisterString(text[..at], host.ToString(), rest[(colon + 1)..].ToString());
        return true;
    }

    /// <summary>Says which account it is, not its password.</summary>
    public override string ToString() => Build(Username, Host, PasswordPlaceholder);
}
