using System.Net;

namespace SystemConnector.Conformance.Tests.Baresip;

/// <summary>As whom a baresip speaks, and with whom.</summary>
/// <param name="User">Its user part.</param>
/// <param name="Domain">Its domain.</param>
internal sealed record BaresipAccount(string User, string Domain)
{
    /// <summary>Where all its requests go first; null when its calls go to the address that is dialled.</summary>
    public IPEndPoint? Proxy { get; init; }

    /// <summary>The name that goes with its password, where it is not its user part.</summary>
    public string? Username { get; init; }

    /// <summary>Its password; null when it has none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether it registers.</summary>
    public bool Registers { get; init; }

    /// <summary>A phone that registers an extension of a site with the secret "secret".</summary>
    public static BaresipAccount Phone(Nodes.TestSite site, string extension) =>
        new(extension, site.Domain) { Proxy = site.Node.Sip, Password = "secret", Registers = true };

    /// <summary>The account as a line of baresip's file.</summary>
    public override string ToString()
    {
        var line = $"<sip:{User}@{Domain};transport=udp>;regint={(Registers ? 600 : 0)};answermode=auto";
        if (Proxy is not null) line += $";outbound=\"sip:{Proxy};transport=udp\"";
        if (Password is not null) line += $";auth_user={Username ?? User};auth_pass={Password}";
        return line;
    }
}
