using System.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Authentication;

/// <summary>Whether the digest-uri of credentials names the request that carries them.</summary>
internal static class DigestUri
{
    /// <summary>
    /// True when both are the same bytes, or SIP URIs of one scheme with the same user, host (without case) and port, an absent port
    /// being the scheme's default. Parameters may differ.
    /// </summary>
    /// <remarks>
    /// RFC 7616 §3.4.6 has the server compare them because proxies may rewrite the Request-URI on its way; phones also leave out
    /// ";transport=tcp" or write ":5060" in one of the two. Parameters decide how a request travels, not whom it is for.
    /// </remarks>
    public static bool Matches(ReadOnlySpan<byte> digestUri, ReadOnlySpan<byte> requestUri)
    {
        if (digestUri.SequenceEqual(requestUri)) return true;
        return SipUri.TryParse(digestUri, out var one) && SipUri.TryParse(requestUri, out var other)
            && one.IsSecure == other.IsSecure
            && one.User.SequenceEqual(other.User)
            && Ascii.EqualsIgnoreCase(one.Host, other.Host)
            && Port(one) == Port(other);
    }

    private static int Port(in SipUri uri) => uri.Port != 0 ? uri.Port : uri.IsSecure ? 5061 : 5060;
}
