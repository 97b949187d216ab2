using System.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Authentication;

/// <summary>What a server says beside a response that accepted our credentials: Authentication-Info, Proxy-Authentication-Info (RFC 7615, RFC 7616 §3.5).</summary>
/// <remarks>
/// rspauth, by which the server would prove that it knows the password too, is not looked at: it does not cover what the response
/// says, and whoever needs to know its far side uses TLS.
/// </remarks>
public static class AuthenticationInfo
{
    /// <summary>Finds the nonce that the server wants next, as written between its quotes.</summary>
    /// <param name="response">A response.</param>
    /// <param name="isProxy">True for Proxy-Authentication-Info.</param>
    /// <param name="nextNonce">The nonce.</param>
    public static bool TryNextNonce(SipMessage response, bool isProxy, out ReadOnlySpan<byte> nextNonce)
    {
        var name = isProxy ? "Proxy-Authentication-Info"u8 : "Authentication-Info"u8;
        foreach (ref readonly var field in response.Fields)
        {
            if (field.Name != HeaderName.Other || !Ascii.EqualsIgnoreCase(response[field.NameText], name)) continue;
            var parameters = new AuthenticationParameters(response[field.Value]);
            while (parameters.MoveNext())
            {
                if (!parameters.NameIs("nextnonce"u8) || parameters.Value.IsEmpty) continue;
                nextNonce = parameters.Value;
                return true;
            }
        }
        nextNonce = default;
        return false;
    }
}
