using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Authentication;

/// <summary>Whether the digest-uri of credentials is for the same as the request that carries them.</summary>
internal static class DigestUri
{
    /// <summary>True when both are the same bytes, or SIP URIs of one scheme with the same user. Host, port and parameters may differ.</summary>
    /// <remarks>
    /// RFC 7616 §3.4.6 has the server compare them because proxies may rewrite the Request-URI on its way. Session border controllers
    /// do: what was for a domain comes with our address in it, or the other way round, and many far ends write in one of the two what
    /// they resolved and in the other what was configured. That is no risk: which host was meant is already bound by the realm, which
    /// is one site's and part of what is hashed, and by the nonce, which is ours. Who is called is bound by nothing but the user, so
    /// credentials that were overheard on the way to one number never open another.
    /// </remarks>
    public static bool Matches(ReadOnlySpan<byte> digestUri, ReadOnlySpan<byte> requestUri)
    {
        if (digestUri.SequenceEqual(requestUri)) return true;
        return SipUri.TryParse(digestUri, out var one) && SipUri.TryParse(requestUri, out var other)
            && one.IsSecure == other.IsSecure
            && one.User.SequenceEqual(other.User);
    }
}
