using SystemConnector.Grains.Connectors;

namespace SystemConnector.Grains.Sites;

/// <summary>
/// The form of a SIP URI to which calls of a local number go (RFC 3261 §19.1.1): scheme, user, host, port, parameters.
/// Strict enough that the SIP edge can send to it, which parses it for good.
/// </summary>
internal static class SipTarget
{
    private const int MaxLength = 256;

    public static bool IsValid(string text)
    {
        if (text.Length > MaxLength || text.Any(static c => c is <= ' ' or > '~' or '<' or '>' or '"')) return false;
        var scheme = text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? 4
            : text.StartsWith("sips:", StringComparison.OrdinalIgnoreCase) ? 5 : 0;
        if (scheme == 0) return false;
        var rest = text[scheme..];
        // Headers in a target would be taken over into the INVITE.
        if (rest.Contains('?')) return false;
        var at = rest.IndexOf('@');
        if (at == 0 || at != rest.LastIndexOf('@')) return false;
        var hostAndPort = rest[(at + 1)..].Split(';')[0];
        // A bare IPv6 address is none in a URI: it stands in brackets there.
        if (!hostAndPort.StartsWith('[') && hostAndPort.Count(static c => c == ':') > 1) return false;
        return !hostAndPort.Contains(',') && FarAddress.TryParse(hostAndPort, out _);
    }
}
