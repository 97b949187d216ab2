using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SystemConnector.Silo.Calls;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Trunks;

/// <summary>What a final response to a REGISTER says, taken out of the message before its buffer is used again.</summary>
/// <param name="Status">The status.</param>
/// <param name="Challenge">The strongest challenge of a 401 or 407 that we can answer.</param>
/// <param name="Expires">How many seconds our binding lives; null when nothing was said.</param>
/// <param name="MinExpires">Min-Expires of a 423.</param>
/// <param name="RetryAfter">Retry-After in seconds.</param>
internal sealed record RegisterAnswer(int Status, DigestChallenge? Challenge, uint? Expires, uint? MinExpires, uint? RetryAfter)
{
    // A route set that is longer would not fit beside what a call needs.
    private const int LongestServiceRoute = 1024;

    /// <summary>The nonce that the registrar wants next; null when it does not say.</summary>
    public byte[]? NextNonce { get; private init; }

    /// <summary>The nonce that a proxy before it wants next; null when it does not say.</summary>
    public byte[]? NextProxyNonce { get; private init; }

    /// <summary>The Service-Route values in order as one value; empty for none, and where the first is no loose router (RFC 3608 §6.2).</summary>
    public byte[] ServiceRoute { get; private init; } = [];

    /// <summary>True when a former home's Contact is registered beside ours (RFC 3261 §10.3 step 8).</summary>
    public bool ListsFormer { get; private init; }

    /// <summary>The host and port to which a 3xx points; empty when it does not say.</summary>
    public string RedirectedTo { get; private init; } = "";

    /// <summary>Reads the response to a REGISTER.</summary>
    /// <param name="response">The response.</param>
    /// <param name="contactUri">The URI of the REGISTER's Contact.</param>
    /// <param name="former">The Contact of a former home to look for; empty for none.</param>
    public static RegisterAnswer Of(SipMessage response, ReadOnlySpan<byte> contactUri, ReadOnlySpan<byte> former = default) => new(
        response.Status,
        response.Status is 401 or 407 ? DigestChallenge.Strongest(response) : null,
        response.Status < 300 ? ExpiresOf(response, contactUri) : null,
        Seconds(response.Find(HeaderName.MinExpires)),
        Seconds(response.Find(HeaderName.RetryAfter)))
    {
        NextNonce = NextNonceOf(response, isProxy: false),
        NextProxyNonce = NextNonceOf(response, isProxy: true),
        ServiceRoute = response.Status < 300 && response.Has(HeaderName.ServiceRoute) ? ServiceRouteOf(response) : [],
        ListsFormer = response.Status < 300 && !former.IsEmpty && !IsSame(former, contactUri) && Lists(response, former),
        RedirectedTo = response.Status is >= 300 and < 400 ? RedirectionOf(response) : "",
    };

    private static byte[]? NextNonceOf(SipMessage response, bool isProxy) =>
        response.Status < 300 && AuthenticationInfo.TryNextNonce(response, isProxy, out var nonce) ? nonce.ToArray() : null;

    private static byte[] ServiceRouteOf(SipMessage response)
    {
        Span<byte> buffer = stackalloc byte[LongestServiceRoute];
        var route = new MessageWriter(buffer);
        foreach (ref readonly var field in response.Fields)
        {
            if (field.Name != HeaderName.ServiceRoute) continue;
            if (route.Length > 0) route.Write(", "u8);
            route.Write(response[field.Value]);
        }
        return !route.Overflowed && SipUri.TryParse(RouteSet.First(route.Written), out var first) && first.TryGetParameter("lr"u8, out _)
            ? route.Written.ToArray() : [];
    }

    private static string RedirectionOf(SipMessage response)
    {
        foreach (ref readonly var field in response.Fields)
        {
            if (field.Name != HeaderName.Contact) continue;
            foreach (var value in HeaderValues.Of(response, field))
            {
                if (!NameAddressParser.TryParse(response, value, out var contact) || !SipUri.TryParse(response[contact.Uri], out var uri)) continue;
                var host = Encoding.ASCII.GetString(uri.Host);
                return uri.Port == 0 ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{uri.Port}");
            }
        }
        return "";
    }

    /// <summary>
    /// The expires parameter of our own Contact (RFC 3261 §10.3 step 8), else Expires, else the soonest of the Contacts there are:
    /// registrars that mend what NAT did hand another address back than the one that we sent.
    /// </summary>
    private static uint? ExpiresOf(SipMessage response, ReadOnlySpan<byte> contactUri)
    {
        uint? soonest = null;
        foreach (ref readonly var field in response.Fields)
        {
            if (field.Name != HeaderName.Contact) continue;
            foreach (var value in HeaderValues.Of(response, field))
            {
                if (!NameAddressParser.TryParse(response, value, out var contact) || ExpiresParameter(response[contact.Parameters]) is not { } seconds) continue;
                if (IsSame(response[contact.Uri], contactUri)) return seconds;
                soonest = Math.Min(seconds, soonest ?? uint.MaxValue);
            }
        }
        return Seconds(response.Find(HeaderName.Expires)) ?? soonest;
    }

    private static bool Lists(SipMessage response, ReadOnlySpan<byte> uri)
    {
        foreach (ref readonly var field in response.Fields)
        {
            if (field.Name != HeaderName.Contact) continue;
            foreach (var value in HeaderValues.Of(response, field))
                if (NameAddressParser.TryParse(response, value, out var contact) && IsSame(response[contact.Uri], uri)) return true;
        }
        return false;
    }

    private static bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        SipUri.TryParse(left, out var a) && SipUri.TryParse(right, out var b)
        && a.User.SequenceEqual(b.User) && Ascii.EqualsIgnoreCase(a.Host, b.Host) && a.Port == b.Port;

    private static uint? ExpiresParameter(ReadOnlySpan<byte> parameters) =>
        ParameterValue.TryFind(parameters, "expires"u8, out var value) ? Seconds(value) : null;

    /// <summary>The number in front; Retry-After may have a comment or parameters behind it.</summary>
    private static uint? Seconds(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text.Trim(" \t\""u8), out uint seconds, out _) ? seconds : null;
}
